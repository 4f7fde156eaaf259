import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.crypto.canonical import canonical


def test_one_value_has_one_form():
    assert canonical({"б": 1, "a": [True, None, "ё"]}) == '{"a":[true,null,"ё"],"б":1}'.encode()


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, {1: "a"}, float("nan")])
def test_what_has_more_than_one_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


TEXT = st.text(st.characters(codec="utf-8"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)
    )
)
def test_the_form_is_that_of_the_standard_library(value):
    """Outsiders write it with `json.dumps`: every letter, escape and order must be the same."""
    assert canonical(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("value", [b"x", {1}, object(), {"a": datetime(2026, 1, 1, tzinfo=UTC)}])
def test_what_json_does_not_know_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)
