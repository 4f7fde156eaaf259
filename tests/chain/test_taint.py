"""Taint passes through transactions by rule, and nothing is made or lost."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.chain.taint.fifo import FirstInFirstOut
from comity.chain.taint.haircut import Haircut
from comity.chain.taint.poison import Poison
from comity.chain.taint.policy import Policy

POLICIES = (FirstInFirstOut(), Haircut(), Poison())


def amounts(policy: Policy, spent: list[tuple[int, bool]], made: list[int]) -> tuple[list[Fraction], Fraction]:
    coins = [(value, policy.seed(value) if tainted else None) for value, tainted in spent]
    marks, fee = policy.spread(coins, made)
    return [policy.amount(value, mark) if mark is not None else Fraction(0) for value, mark in zip(made, marks, strict=True)], fee


@pytest.mark.parametrize(
    ("policy", "expected", "fee"),
    [
        # inputs 60 clean, 40 tainted; outputs 50, 45; fee 5
        (FirstInFirstOut(), [0, 35], 5),
        (Haircut(), [20, 18], 2),
        (Poison(), [50, 45], 5),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_one_transaction_by_hand(policy, expected, fee):
    assert amounts(policy, [(60, False), (40, True)], [50, 45]) == (expected, fee)


def test_fifo_depends_on_the_order_of_the_inputs():
    assert amounts(FirstInFirstOut(), [(40, True), (60, False)], [50, 45]) == ([40, 0], 0)


@st.composite
def transactions(draw: st.DrawFn) -> tuple[list[tuple[int, bool]], list[int]]:
    spent = draw(st.lists(st.tuples(st.integers(0, 2**64), st.booleans()), min_size=1, max_size=8))
    left = sum(value for value, _ in spent)
    made = []
    for _ in range(draw(st.integers(0, 8))):
        made.append(draw(st.integers(0, left)))
        left -= made[-1]
    return spent, made


@given(transactions())
def test_fifo_and_haircut_conserve_exactly(transaction):
    spent, made = transaction
    tainted = sum(value for value, is_tainted in spent if is_tainted)
    for policy in (FirstInFirstOut(), Haircut()):
        parts, fee = amounts(policy, spent, made)
        assert sum(parts) + fee == tainted
        assert all(0 <= part <= value for part, value in zip(parts, made, strict=True))


@given(transactions())
def test_poison_is_never_less_than_the_others(transaction):
    spent, made = transaction
    most, _ = amounts(Poison(), spent, made)
    for policy in (FirstInFirstOut(), Haircut()):
        assert all(part <= bound for part, bound in zip(amounts(policy, spent, made)[0], most, strict=True))


@given(transactions(), st.data())
def test_fifo_marks_pass_on_through_a_second_transaction(transaction, data):
    spent, made = transaction
    policy = FirstInFirstOut()
    marks, fee = policy.spread([(value, policy.seed(value) if tainted else None) for value, tainted in spent], made)
    again = data.draw(st.permutations(list(zip(made, marks, strict=True)))) if made else []
    final, second_fee = policy.spread(again, [sum(made)])
    tainted = sum(value for value, is_tainted in spent if is_tainted)
    rest = policy.amount(sum(made), final[0]) if final[0] else 0
    assert rest + fee + second_fee == tainted
