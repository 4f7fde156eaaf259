"""Excel: every cell with its address, numbers with all their digits, dates without an invented zone."""

from __future__ import annotations

import io
import zipfile

import pytest

from comity.errors import InputError
from comity.text.extract import extract
from comity.text.extracted import ExtractedText

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/>'
    '<numFmt numFmtId="166" formatCode="[Red]General"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/><xf numFmtId="21"/></cellXfs></styleSheet>'
)


def _workbook(rows: str, *, strings: str = "", links: str = "", state: str = "visible", date1904: str = "0", notes: str = "") -> bytes:
    relations = {
        "xl/_rels/workbook.xml.rels": [
            ("a", "worksheet", "worksheets/sheet1.xml", ""),
            ("b", "sharedStrings", "sharedStrings.xml", ""),
            ("c", "styles", "/xl/styles.xml", ""),
        ],
        "xl/worksheets/_rels/sheet1.xml.rels": [
            ("l", "hyperlink", "https://phish.example/", 'TargetMode="External"'),
            ("n", "comments", "../comments1.xml", ""),
        ],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{date1904}"/>'
            f'<sheets><sheet name="Платежи" sheetId="1" state="{state}" r:id="a"/></sheets></workbook>',
        )
        for member, found in relations.items():
            inner = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{k}" Target="{t}" {m}/>' for i, k, t, m in found)
            archive.writestr(member, f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>')
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        archive.writestr("xl/styles.xml", STYLES)
        archive.writestr("xl/comments1.xml", f'<comments xmlns="{MAIN}"><commentList>{notes}</commentList></comments>')
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{rows}</sheetData>{links}</worksheet>'
        )
    return buffer.getvalue()


def _read(rows: str, **more: str) -> ExtractedText:
    return extract("x.xlsx", _workbook(rows, **more))


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("353456789012345", "353456789012345"),
        ("3.53456789012345E+14", "353456789012345"),
        ("3.53456789012345E14", "353456789012345"),
        ("437010000000001", "437010000000001"),
        ("1500", "1500"),
        ("1500.50", "1500.5"),
        ("-0.25", "-0.25"),
        ("0.1", "0.1"),
        ("1E-7", "0.0000001"),
        ("1E+300", "1E+300"),
        ("NaN", "NaN"),
    ],
)
def test_numbers_keep_their_digits(stored: str, expected: str) -> None:
    assert _read(f'<row r="1"><c r="A1"><v>{stored}</v></c></row>').text.strip() == expected


def test_digits_that_excel_may_have_lost_are_noted() -> None:
    found = _read('<row r="1"><c r="A1"><v>1.00012345678901E+17</v></c></row>')
    assert found.text.strip() == "100012345678901000"
    assert "15 digits" in found.notes[0]


@pytest.mark.parametrize(
    ("stored", "style", "expected"),
    [
        ("46082", "1", "2026-03-01"),
        ("46082.4375", "2", "2026-03-01 10:30:00"),
        ("46082.5", "3", "46082.5"),
        ("46082", "4", "46082"),
        ("0.75", "5", "18:00:00"),
        ("1", "1", "1900-01-01"),
        ("61", "1", "1900-03-01"),
        ("99999999", "1", "99999999"),
    ],
)
def test_dates_follow_their_style(stored: str, style: str, expected: str) -> None:
    assert _read(f'<row r="1"><c r="A1" s="{style}"><v>{stored}</v></c></row>').text.strip() == expected


def test_days_since_1904() -> None:
    assert _read('<row r="1"><c r="A1" s="1"><v>44620</v></c></row>', date1904="1").text.strip() == "2026-03-01"


def test_cells_have_their_address_even_when_others_are_missing() -> None:
    found = _read(
        '<row r="3"><c r="B3" t="s"><v>1</v></c><c r="AA3" t="s"><v>0</v></c></row>',
        strings="<si><t>right</t></si><si><r><t>le</t></r><r><t>ft</t></r></si>",
    )
    assert found.text == "left\tright\n"
    assert found.place_at(0) == "Платежи!B3"
    assert found.place_at(6) == "Платежи!AA3"


def test_other_kinds_of_cells() -> None:
    found = _read(
        '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="str"><f>A1</f><v>made</v></c>'
        '<c r="D1" t="inlineStr"><is><t>in\nline</t></is></c><c r="E1" t="d"><v>2026-03-01T10:00:00</v></c></row>'
    )
    assert found.text.strip().split("\t") == ["TRUE", "#N/A", "made", "in line", "2026-03-01T10:00:00"]


def test_links_and_notes_follow_the_rows() -> None:
    found = _read(
        '<row r="1"><c r="A1" t="str"><v>bank</v></c></row>',
        links='<hyperlinks><hyperlink ref="A1" r:id="l"/></hyperlinks>',
        notes='<comment ref="B7"><text><r><t>seen 203.0.113.7</t></r></text></comment>',
    )
    assert found.text.splitlines() == ["bank", "https://phish.example/", "seen 203.0.113.7"]
    assert found.place_at(found.text.index("https")) == "Платежи!A1"
    assert found.place_at(found.text.index("203")) == "Платежи!B7, note"


def test_a_hidden_sheet_is_read_and_noted() -> None:
    assert "hidden sheet" in _read('<row r="1"><c r="A1"><v>1</v></c></row>', state="veryHidden").notes[0]


def test_one_stray_cell_in_the_last_corner_costs_nothing() -> None:
    found = _read('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    assert found.text == "1\n2\n"
    assert found.place_at(2) == "Платежи!XFD1048576"


def test_a_text_that_is_not_there_is_named_by_its_cell() -> None:
    with pytest.raises(InputError, match="A1"):
        _read('<row r="1"><c r="A1" t="s"><v>5</v></c></row>')


def test_a_text_repeated_without_end_is_stopped() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 30_000))
    with pytest.raises(InputError, match="characters"):
        _read(rows, strings=f"<si><t>{'a' * 5000}</t></si>")


def test_an_empty_workbook_is_said_so() -> None:
    with pytest.raises(InputError, match="no text"):
        _read("")
