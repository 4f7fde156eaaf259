"""A file that a person wrote: what is refused, where, and with which hint."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import InputError
from comity.routing.yaml_file import parse_written_file, read_written_file


def test_scalars_stay_as_written():
    file = parse_written_file(b"case_number: 0042\nrequesting_state: NO\ndate: 2026-11-03\nempty:\nword: 'null'\n", "case.yaml")
    assert file.root == {"case_number": "0042", "requesting_state": "NO", "date": "2026-11-03", "empty": None, "word": "null"}


def test_places_name_key_and_line():
    file = parse_written_file(b"leads:\n  - value: a\n  - value: b\n    at: x\n", "case.yaml")
    assert file.place(("leads", 1, "at")) == "case.yaml: leads[1].at (line 4)"
    assert file.place(("leads", 0, "kind")) == "case.yaml: leads[0].kind (line 2)"
    assert file.place(()) == "case.yaml (line 1)"


@pytest.mark.parametrize(
    ("data", "message", "place", "hint"),
    [
        ("date: 2026".encode("utf-16"), "byte order mark", "case.yaml", "UTF-8"),
        (b"a: 1\nb: \xff\xff\n", "not written in UTF-8", "line 2", "UTF-8"),
        (b"a: 1\nb:\n\t- c\n", "tab", "line 3", "spaces"),
        (b"a: 1\nb: 2\na: 3\n", "stands twice: first on line 1", "case.yaml: a (line 3)", "one of the two"),
        (b"leads:\n  - {value: a, value: b}\n", "stands twice", "leads[0].value (line 2)", "one of the two"),
        (b"- a\n- b\n", "no keys with values", "case.yaml", "requesting_state"),
        (b"", "no keys with values", "case.yaml", "requesting_state"),
        (b"just words\n", "no keys with values", "case.yaml", "requesting_state"),
        (b"a: &x 1\nb: 2\n", "anchors and tags", "line 1", "plain text"),
        (b"a: 1\nb: *x\n", "reference to another value", "line 2", "write the value out"),
        (b"a: !!python/object:os.system x\n", "anchors and tags", "line 1", "plain text"),
        (b"a: 1\n---\nb: 2\n", "second document", "line 2", "one case"),
        (b"a: [1, 2\nb: 3\n", "not YAML", "line", "quotation marks"),
        (b"? [a, b]\n: c\n", "a key is a word", "line 1", None),
        (b"a: " + b"[" * 60 + b"]" * 60, "nested", "line 1", None),
        (b"a: \x00\n", "not YAML", "case.yaml", None),
    ],
)
def test_what_is_refused(data, message, place, hint):
    with pytest.raises(InputError) as caught:
        parse_written_file(data, "case.yaml")
    assert message in caught.value.message
    assert place in str(caught.value.place)
    assert hint is None or hint in str(caught.value.hint)


def test_a_very_deep_file_does_not_exhaust_the_stack():
    with pytest.raises(InputError, match="nested"):
        parse_written_file(b"a: " + b"[" * 200_000, "case.yaml")


def test_a_file_that_is_absent(tmp_path: Path):
    with pytest.raises(InputError, match="no file of this name"):
        read_written_file(tmp_path / "case.yaml")


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be read"):
        read_written_file(tmp_path)


def test_a_file_that_is_too_large(tmp_path: Path):
    path = tmp_path / "case.yaml"
    path.write_bytes(b"a: " + b"x" * 4_000_001)
    with pytest.raises(InputError, match="larger than 4 MB"):
        read_written_file(path)


@given(
    st.one_of(
        st.binary(max_size=200), st.text(alphabet="ab:-[]{}#&*!|>'\"%@` \t\n\r?,~0é\u2028", max_size=80).map(lambda text: text.encode())
    )
)
def test_any_bytes_give_a_file_or_an_input_error(data):
    with suppress(InputError):
        assert isinstance(parse_written_file(data, "case.yaml").root, dict)


def test_the_mark_that_windows_editors_put_before_utf8_is_passed_over() -> None:
    assert (
        parse_written_file(b"\xef\xbb\xbfdate: 2026-11-03\n", "case.yaml").root
        == parse_written_file(b"date: 2026-11-03\n", "case.yaml").root
    )
