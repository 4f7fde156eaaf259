"""The table of languages, and the fonts that cover it."""

from __future__ import annotations

import struct
from datetime import date
from pathlib import Path

import pytest

from comity.errors import InputError
from comity.text import fonts
from comity.text.languages import Language, find_language, language, languages

EVERY = list(languages().values())


def test_the_languages_of_the_region_and_of_the_counterparts_are_there() -> None:
    assert {row.tag for row in EVERY} >= {
        *("en", "ru", "uz", "uz-Cyrl", "kk", "ky", "tg", "tk", "az", "hy", "ka", "fa", "fa-AF", "ps", "ur", "fr", "es", "de")
    }


def test_right_to_left_are_exactly_the_arabic_scripts() -> None:
    assert {row.tag for row in EVERY if row.rtl} == {"fa", "fa-AF", "ps", "ur"} == {row.tag for row in EVERY if row.script == "Arab"}
    assert (language("az").direction, language("fa-AF").direction) == ("ltr", "rtl")


@pytest.mark.parametrize("row", EVERY, ids=lambda row: row.tag)
def test_a_date_names_its_day_month_and_year(row: Language) -> None:
    written = [row.write_date(date(2026, month, 21)) for month in range(1, 13)]
    assert len(set(written)) == len(set(row.months)) == 12
    assert all("21" in text and "2026" in text and month in text for text, month in zip(written, row.months, strict=True))


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "1 March 2026"),
        ("ru", "1 марта 2026 г."),
        ("fr", "1er mars 2026"),
        ("de", "1. März 2026"),
        ("kk", "2026 жылғы 1 наурыз"),
        ("ky", "2026-жылдын 1-марты"),
        ("uz", "2026-yil 1-mart"),
    ],
)
def test_dates_as_letters_have_them(tag: str, expected: str) -> None:
    assert language(tag).write_date(date(2026, 3, 1)) == expected


@pytest.mark.parametrize(
    ("tag", "expected"), [("RU", "ru"), ("uz_Cyrl", "uz-Cyrl"), ("uz-cyrl-UZ", "uz-Cyrl"), ("fa-af", "fa-AF"), ("de-AT", "de")]
)
def test_tags_are_found_in_any_form(tag: str, expected: str) -> None:
    assert language(tag).tag == expected


def test_an_unknown_language_is_named() -> None:
    assert find_language("xx") is None
    with pytest.raises(InputError, match="xx"):
        language("xx")


def _covered(path: Path) -> set[int]:
    """Read which code points a TrueType file draws (OpenType specification, table `cmap`, formats 4 and 12)."""
    data = path.read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack(">II", data[at + 8 : at + 16]) for at in range(12, 12 + 16 * struct.unpack(">H", data[4:6])[0], 16)
    }
    start, _ = tables[b"cmap"]
    points: set[int] = set()
    for n in range(struct.unpack(">H", data[start + 2 : start + 4])[0]):
        sub = start + struct.unpack(">I", data[start + 8 + 8 * n : start + 12 + 8 * n])[0]
        kind = struct.unpack(">H", data[sub : sub + 2])[0]
        if kind == 4:
            half = struct.unpack(">H", data[sub + 6 : sub + 8])[0]
            ends = struct.unpack(f">{half // 2}H", data[sub + 14 : sub + 14 + half])
            starts = struct.unpack(f">{half // 2}H", data[sub + 16 + half : sub + 16 + 2 * half])
            points |= {point for first, last in zip(starts, ends, strict=True) for point in range(first, last + 1) if point != 0xFFFF}
        elif kind == 12:
            for g in range(struct.unpack(">I", data[sub + 12 : sub + 16])[0]):
                first, last, _ = struct.unpack(">III", data[sub + 16 + 12 * g : sub + 28 + 12 * g])
                points |= set(range(first, last + 1))
    return points


FAMILY_FILES = {
    "Noto Serif": "NotoSerif",
    "Noto Sans": "NotoSans",
    "Noto Sans Mono": "NotoSansMono",
    "Noto Serif Armenian": "NotoSerifArmenian",
    "Noto Serif Georgian": "NotoSerifGeorgian",
    "Noto Naskh Arabic": "NotoNaskhArabic",
}


@pytest.mark.parametrize("row", EVERY, ids=lambda row: row.tag)
def test_the_bundled_fonts_draw_every_letter_of_the_table(row: Language) -> None:
    letters = {ord(letter) for letter in row.name + "".join(row.months) + row.pattern if not letter.isspace()} - {0x2018, 0x200C}
    covered = _covered(fonts.folder() / f"{FAMILY_FILES[fonts.BY_SCRIPT[row.script]]}-Regular.ttf") | _covered(
        fonts.folder() / "NotoSerif-Regular.ttf"
    )
    assert letters <= covered, {chr(point) for point in letters - covered}


def test_every_family_has_its_files_and_the_licence_lies_beside_them() -> None:
    names = {path.name for path in fonts.font_files()}
    assert {f"{FAMILY_FILES[family]}-Regular.ttf" for family in {*fonts.BY_SCRIPT.values(), fonts.SANS, fonts.MONO}} <= names
    assert "SIL OPEN FONT LICENSE" in (fonts.folder() / "OFL-1.1.txt").read_text(encoding="utf-8")
