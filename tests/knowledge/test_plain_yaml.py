"""The reader of facts keeps what was written, and refuses what lets a file say two things."""

from __future__ import annotations

import string
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import KnowledgeError
from comity.knowledge.plain_yaml import line_of, parse

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(string.printable + "ёқұҳ№ «»", max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(string.ascii_letters, min_size=1, max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: NO", "NO"),
        ("a: yes", "yes"),
        ("a: off", "off"),
        ("a: 2026-11-21", "2026-11-21"),
        ("a: 2026-11", "2026-11"),
        ("a: +12025550143", "+12025550143"),
        ("a: 12:30", "12:30"),
        ("a: 0755", "0755"),
        ("a: 1_000", "1_000"),
        ("a: .5", ".5"),
        ("a: 0", 0),
        ("a: -3", -3),
        ("a: 93.6", 93.6),
        ("a: true", True),
        ("a: false", False),
        ("a: null", None),
        ("a: ~", None),
        ("a:", None),
        ("a: '2014'", "2014"),
        ('a: "true"', "true"),
        ("a: ''", ""),
        ("a: [KZ, NO]", ["KZ", "NO"]),
    ],
)
def test_a_value_is_what_it_says(text: str, value: object) -> None:
    read = parse(text, "x.yaml")["a"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key `a` stands twice"),
        ("rows:\n  - {code: KZ, code: KG}\n", 2, "the key `code` stands twice"),
        ("a: &x 1\nb: *x\n", 1, "anchor"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tag"),
        ("a: !secret 1\n", 1, "tag"),
        ("<<: {a: 1}\n", 1, "merge key"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("[a, b]: 1\n", 1, "a key is a list"),
        ("a: [1, 2\n", 2, "not YAML"),
        ("a:\n\t- 1\n", 2, "not YAML"),
        ("a: " + "[" * 60 + "]" * 60 + "\n", 1, "nested"),
    ],
)
def test_what_says_two_things_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse(text, "x.yaml")
    assert words in str(caught.value)
    assert caught.value.place == f"x.yaml:{line}"
    assert caught.value.hint
    assert caught.value.exit_code == 2


@given(PLAIN)
def test_what_a_writer_wrote_is_read_as_it_was(value: object) -> None:
    text = yaml.safe_dump({"a": value}, allow_unicode=True, default_flow_style=False)
    assert parse(text, "x.yaml") == {"a": value}


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(KnowledgeError):
        parse(text, "x.yaml")


@pytest.mark.parametrize(
    ("keys", "line"),
    [(("a",), 1), (("rows",), 2), (("rows", 1), 4), (("rows", 1, "code"), 4), (("rows", 1, "missing"), 4), (("nowhere",), None)],
)
def test_a_path_of_keys_has_a_line(keys: tuple[str | int, ...], line: int | None) -> None:
    assert line_of("a: 1\nrows:\n- code: KZ\n- code: KG\n  status: party\n", keys) == line
