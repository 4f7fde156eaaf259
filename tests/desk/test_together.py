"""Two persons in one form: nobody's words are lost, and nothing untouched overwrites anything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.desk.steps.together import as_typed, merged, stamp

TEXTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(alphabet="xy \n", max_size=4).map(as_typed), max_size=3)


def test_a_change_of_another_field_is_merged() -> None:
    done = merged({"a": "theirs", "b": "old"}, {"a": "old", "b": "mine"}, {"a": stamp("old"), "b": stamp("old")})
    assert done.changes == {"b": "mine"}
    assert done.conflicts == ()


def test_two_different_changes_of_one_field_are_a_conflict_that_shows_both() -> None:
    done = merged({"a": "theirs"}, {"a": "mine"}, {"a": stamp("old")})
    assert done.changes == {}
    assert [(one.mine, one.theirs) for one in done.conflicts] == [("mine", "theirs")]


def test_the_same_change_twice_is_none() -> None:
    assert merged({"a": "same"}, {"a": "same"}, {"a": stamp("old")}) == merged({}, {}, {})


def test_line_ends_of_a_browser_are_no_change() -> None:
    assert merged({"a": "one\ntwo"}, {"a": "one\r\ntwo\r\n"}, {"a": stamp("one\ntwo")}).changes == {}


@given(opened=TEXTS, theirs=TEXTS, mine=TEXTS)
def test_no_word_is_lost(opened: dict[str, str], theirs: dict[str, str], mine: dict[str, str]) -> None:
    """Whatever was typed is saved, or was there, or is shown in a conflict; what another wrote is never overwritten unseen."""
    current = {**opened, **theirs}
    done = merged(current, mine, {key: stamp(text) for key, text in opened.items()})
    shown = {one.field: one for one in done.conflicts}
    for key, text in mine.items():
        was, now = opened.get(key, ""), current.get(key, "")
        if text not in (was, now):
            assert done.changes.get(key) == text or shown[key].mine == text
        if key in done.changes:
            assert now == was
