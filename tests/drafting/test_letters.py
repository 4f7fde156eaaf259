"""Letters written elsewhere: what can be read is read, what is plainly missing is said, what is open stays open."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
import typst
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.drafting.fields import request_fields, values_of
from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.read import LetterReader, Told, ordered_aspects, read_letter
from comity.drafting.letters.reading import LetterReading
from comity.errors import InputError
from comity.plugins.walk import walk
from comity.text import fonts
from comity.text.extract import extract
from comity.text.extracted import ExtractedText

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "letters"
LETTERS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.yaml"))}
WRITTEN = [(slug, kind) for slug, row in LETTERS.items() for kind in row["formats"]]


@cache
def _reader() -> LetterReader:
    return LetterReader.open()


def _as_docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _as_pdf(text: str) -> bytes:
    quoted = "\n".join(f"#block(spacing: 0.9em, text({yaml_string(line)}))" if line.strip() else "#v(1.2em)" for line in text.split("\n"))
    source = f'#set page(width: 21cm, height: auto)\n#set text(font: "{fonts.SERIF}", size: 9pt, hyphenate: false)\n{quoted}'
    return typst.compile(source.encode(), font_paths=[str(fonts.folder())])


def yaml_string(line: str) -> str:
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _as_md(text: str) -> bytes:
    lines = text.split("\n")
    return "\n".join(f"## {line}" if line.isupper() and len(line) > 10 else line.replace("*", "\\*") + "  " for line in lines).encode()


WRITERS = {"txt": str.encode, "docx": _as_docx, "pdf": _as_pdf, "md": _as_md}


@cache
def _read(slug: str, kind: str = "txt") -> LetterReading:
    row = LETTERS[slug]
    document = extract(f"{slug}.{kind}", WRITERS[kind](row["letter"]))
    assert document.format == kind
    return _reader().read_text(document, Told(**row.get("told", {})))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def _said(reading: LetterReading, field: str) -> Any:
    values = values_of(reading.request, field)
    if not values:
        return None
    return [_plain(value) for value in values] if request_fields()[field].kind == "texts" else _plain(values[0])


def _matches(expected: Any, found: Any) -> bool:
    if isinstance(expected, str) and expected.startswith("~"):
        return isinstance(found, str) and expected[1:].lower() in found.lower()
    if expected is True and isinstance(found, str):
        return bool(found)  # a fact that is yes, no or told in words: words count as yes
    return bool(_plain(expected) == found)


@pytest.mark.parametrize(("slug", "kind"), WRITTEN)
def test_what_a_letter_says_is_read(slug: str, kind: str) -> None:
    reading = _read(slug, kind)
    wrong = {
        field: (expected, found)
        for field, expected in LETTERS[slug].get("expected", {}).items()
        if not _matches(expected, found := _said(reading, field))
    }
    assert not wrong
    assert reading.provider == LETTERS[slug].get("provider", reading.provider)


@pytest.mark.parametrize(("slug", "kind"), [(slug, kind) for slug, kind in WRITTEN if "targets" in LETTERS[slug]])
def test_the_targets_of_a_letter_are_read_and_nothing_else_is_one(slug: str, kind: str) -> None:
    targets = _read(slug, kind).request.targets
    expected = LETTERS[slug]["targets"]
    assert [target.kind for target in targets] == [row["kind"] for row in expected]
    for target, row in zip(targets, expected, strict=True):
        assert {name: getattr(target, name) for name in row} == row


@pytest.mark.parametrize("slug", LETTERS)
def test_what_a_letter_lacks_is_said_and_what_is_open_stays_open(slug: str) -> None:
    reading = _read(slug)
    assert set(LETTERS[slug].get("absent", ())) <= set(reading.not_said)
    assert not [field for field in LETTERS[slug].get("open", ()) if _said(reading, field) is not None]
    assert set(LETTERS[slug].get("open", ())) <= set(reading.not_determined) | set(reading.not_said)


@pytest.mark.parametrize("slug", LETTERS)
def test_every_fact_is_determined_missing_or_open_and_only_one_of_them(slug: str) -> None:
    reading = _read(slug)
    kinds = [set(reading.determined), set(reading.not_said), set(reading.not_determined)]
    assert set().union(*kinds) == {field for field in request_fields() if not field.startswith("fact.")}
    assert sum(map(len, kinds)) == len(set().union(*kinds))


@pytest.mark.parametrize("slug", LETTERS)
def test_spans_lie_in_the_letter_and_belong_to_facts_that_were_read(slug: str) -> None:
    reading = _read(slug)
    length = len(reading.document.text)
    assert all(0 <= start < end <= length for start, end in reading.spans.values())
    assert {field for field in reading.spans if not field.startswith("targets[")} <= set(reading.determined)


def test_a_span_points_at_its_words() -> None:
    reading = _read("en_preservation_google")
    start, end = reading.spans["addressee.legal_entity"]
    assert reading.document.text[start:end] == "Google LLC"
    start, end = reading.spans["targets[0].identifier"]
    assert reading.document.text[start:end] == "invest.primer@gmail.com"


def test_the_instrument_is_given_with_its_reason() -> None:
    assert "preservation" in _read("en_preservation_google").reasons["request.instrument"].lower()


def test_the_set_is_as_large_as_promised_and_covers_both_languages_and_all_formats() -> None:
    assert len(LETTERS) >= 24
    assert sum(slug.startswith("ru_") for slug in LETTERS) >= 8
    assert sum(slug.startswith("en_") for slug in LETTERS) >= 8
    assert {kind for _, kind in WRITTEN} == {"txt", "md", "docx", "pdf"}


def test_what_the_reader_knows_counts_more_than_the_letter() -> None:
    document = ExtractedText("To: Google LLC\n\nDear Sirs,\n\nPlease preserve the data of the account a@example.org.\n", "txt")
    reading = _reader().read_text(document, Told(instrument="vol_subscriber", sender="kz", addressee="US", language="ru"))
    request = reading.request
    assert (request.request.instrument, request.authority.issuing_state) == ("vol_subscriber", "KZ")
    assert (request.addressee.state, request.request.language) == ("US", "ru")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Told(instrument="pres_providr"), "unknown instrument"),
        (Told(sender="XX"), "unknown State"),
        (Told(addressee="gogle"), "unknown addressee"),
    ],
)
def test_unknown_values_told_are_refused_with_a_hint(told: Told, said: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        _reader().read_text(ExtractedText("x", "txt"), told)
    assert raised.value.hint


def test_a_text_longer_than_any_letter_is_refused() -> None:
    with pytest.raises(InputError, match="no letter"):
        _reader().read_text(ExtractedText("a " * 300_000, "txt"))


def test_a_letter_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(_as_docx(LETTERS["en_preservation_google"]["letter"]))
    assert read_letter(path).request.request.reference == "12/345-26"
    with pytest.raises(InputError, match="no such file"):
        read_letter(tmp_path / "missing.docx")


def test_every_aspect_keeps_the_rules_of_its_kind() -> None:
    known = request_fields()
    for slug, plugin in walk("comity.drafting.letters.aspects", Aspect):  # type: ignore[type-abstract]
        assert plugin.slug == slug
        assert plugin.fields
        assert set(plugin.telling_absence) <= set(plugin.fields)
        assert all(field in known or field.startswith("letter.") for field in plugin.fields), slug


def test_aspects_come_after_those_they_need() -> None:
    order = [aspect.slug for aspect in ordered_aspects()]
    assert all(order.index(before) < order.index(aspect.slug) for aspect in ordered_aspects() for before in aspect.after)


WORDS = st.sampled_from(sorted({word for row in LETTERS.values() for word in row["letter"].split(" ")}))


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.lists(st.one_of(WORDS, st.text(max_size=12), st.sampled_from(["\n", "\n\n", "\t", ": ", " – "])), max_size=80))
def test_any_text_is_read_or_refused(pieces: list[str]) -> None:
    with suppress(InputError):
        reading = _reader().read_text(ExtractedText(" ".join(pieces), "txt"))
        assert isinstance(reading, LetterReading)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.sampled_from(sorted(LETTERS)), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 60), st.text(max_size=8)), max_size=4))
def test_a_damaged_letter_is_read_or_refused(slug: str, changes: list[tuple[int, int, str]]) -> None:
    text = LETTERS[slug]["letter"]
    for start, length, instead in changes:
        text = text[:start] + instead + text[start + length :]
    with suppress(InputError):
        assert isinstance(_reader().read_text(ExtractedText(text, "txt")), LetterReading)
