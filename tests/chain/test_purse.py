"""Accounts pass taint on by rule: what is put in and taken out, by hand and by chance."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.chain.taint.purse import FifoPurse, HaircutPurse, PoisonPurse


def test_a_queue_begins_with_the_opening_balance():
    purse = FifoPurse(100)
    purse.put(50, ((0, 50),))
    assert purse.take(120) == ((100, 120),)
    assert (purse.held(), purse.balance) == (30, 30)


def test_stretches_keep_their_place_through_a_payment():
    purse = FifoPurse()
    purse.put(10, ((2, 4), (6, 7)))
    assert purse.take(5) == ((2, 4),)
    assert purse.take(5) == ((1, 2),)


def test_a_haircut_takes_the_share_of_the_moment():
    purse = HaircutPurse(100)
    purse.put(50, Fraction(50))
    assert purse.take(30) == Fraction(10)
    purse.put(120, None)  # 40 of 240
    assert purse.take(60) == Fraction(10)
    assert purse.held() == 30


def test_poison_stays_from_the_first_touch():
    purse = PoisonPurse(100)
    assert purse.take(10) is None
    purse.put(1, mark=True)
    assert purse.take(20) is True
    assert purse.held() == 71


@pytest.mark.parametrize("kind", [FifoPurse, HaircutPurse])
@given(opening=st.integers(0, 50), moves=st.lists(st.tuples(st.integers(0, 60), st.booleans(), st.booleans()), max_size=40))
def test_nothing_is_made_and_nothing_is_lost(kind, opening, moves):
    purse = kind(opening)
    came = went = Fraction(0)
    for value, is_payment, tainted in moves:
        if is_payment:
            mark = purse.take(min(value, purse.balance))
            went += sum(end - begin for begin, end in mark or ()) if kind is FifoPurse else mark or 0
        else:
            mark = (((0, value),) if kind is FifoPurse else Fraction(value)) if tainted and value else None
            purse.put(value, mark)
            came += value if mark else 0
    assert came == went + purse.held()
    assert 0 <= purse.held() <= purse.balance
