"""Splitting a secret: any k shares bring it back, k - 1 say nothing of it."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.crypto.shamir import combine, split


@given(st.binary(min_size=1, max_size=40), st.integers(2, 5), st.integers(0, 3))
def test_any_k_shares_bring_the_secret_back(secret, threshold, more):
    shares = split(secret, threshold, threshold + more)
    for chosen in combinations(shares.items(), threshold):
        assert combine(dict(chosen)) == secret


def test_one_share_less_leaves_every_secret_possible():
    shares = split(b"\x2a", 2, 3)
    number, value = 1, shares[1]
    reached = {combine({number: value, 2: bytes([other])}) for other in range(256)}
    assert len(reached) == 256


@pytest.mark.parametrize(("threshold", "count"), [(1, 3), (4, 3), (2, 256)])
def test_what_cannot_be_is_refused(threshold, count):
    with pytest.raises(ValueError, match="not possible"):
        split(b"x", threshold, count)


@pytest.mark.parametrize("shares", [{}, {0: b"x", 1: b"y"}, {1: b"x", 2: b"yz"}])
def test_shares_that_do_not_fit_are_refused(shares):
    with pytest.raises(ValueError, match="one length"):
        combine(shares)
