"""Writes the text of a document as WordprocessingML (ECMA-376 part 1, section 17): styles, numbering, languages, anchors."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from comity.documents.direction import runs_left_to_right
from comity.documents.document import Block, Break, Document, Figure, Heading, Line, Lines, Paragraph, Said, Shown, Table, TableKind
from comity.documents.picture import shape_of
from comity.documents.word.anchors import anchor_for
from comity.text.languages import find_language

PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:pic="{PICTURE}"'
)
EMU_PER_TWIP = 635
"""English Metric Units in a twentieth of a point (ECMA-376 part 1, section 20.1.2.1)."""
CULTURES = {"en": "en-GB", "ru": "ru-RU", "fr": "fr-FR", "de": "de-DE", "kk": "kk-KZ", "ky": "ky-KG", "uz": "uz-Latn-UZ", "fa": "fa-IR"}
"""Word writes a language with its country."""
TEXT_WIDTH = 9185
"""Twentieths of a point."""
TEXT_POINTS = 410
"""Room for an identifier in a table."""
_MONO = '<w:rStyle w:val="Identifier"/>'
_MARK = "<w:r><w:t>\u200e</w:t></w:r>"
_KEEP = "<w:keepNext/>"
"""U+200E left-to-right mark, in a run of its own, so that the identifier beside it is copied as it is."""
_STYLES = {"letterhead": "Letterhead", "addressee": "Addressee", "signature": "Signature"}


def culture(tag: str | None) -> str:
    """Return the name Word has for a language."""
    return CULTURES.get(tag or "", tag or "en-GB")


class Body:
    """Writes one document; it counts the anchors while it writes."""

    def __init__(self, document: Document, labels: Mapping[str, str]) -> None:
        self._document = document
        self._labels = labels
        self._number = 0
        self._figures = 0

    def document(self) -> str:
        """Return `word/document.xml`."""
        blocks = "".join(self._block(block) for block in self._document.blocks)
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        return f"{head}<w:document {NAMESPACES}><w:body>{blocks}{self._section()}</w:body></w:document>"

    def _section(self) -> str:
        references = (
            '<w:headerReference w:type="default" r:id="rIdHeader"/><w:headerReference w:type="first" r:id="rIdFirst"/>'
            '<w:footerReference w:type="default" r:id="rIdFooter"/><w:footerReference w:type="first" r:id="rIdFooter"/>'
        )
        size = '<w:pgSz w:w="11906" w:h="16838"/>'
        margins = '<w:pgMar w:top="1474" w:right="1304" w:bottom="1361" w:left="1417" w:header="680" w:footer="680" w:gutter="0"/>'
        return f"<w:sectPr>{references}{size}{margins}<w:titlePg/>{'<w:bidi/>' if self._document.rtl else ''}</w:sectPr>"

    # -- blocks --------------------------------------------------------------------------------------------------------------

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level=level, line=line, number=number, new_page=new_page):
                more = "<w:pageBreakBefore/>" if new_page else ""
                plain = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>' if level == 2 and not number else ""
                return self._paragraph(f"Heading{level}", self._runs(line), more + plain)
            case Paragraph(item=True, line=line, keep=keep):
                return self._paragraph("LetterItem", self._runs(line), _KEEP if keep else "")
            case Paragraph(line=line, number=number, keep=keep, follows=follows):
                style = "LetterNumbered" if number else "LetterContinued" if follows else "BodyText"
                return self._paragraph(style, self._runs(line), _KEEP if keep else "")
            case Lines(kind=kind, lines=lines):
                return self._lines(kind, lines)
            case Figure():
                return self._figure(block)
            case Table(kind=TableKind.RECORDS):
                return self._records(block)
            case Table():
                return self._fields(block)

    def _lines(self, kind: str, lines: tuple[Line, ...]) -> str:
        style = _STYLES[kind]
        written = [self._paragraph(style if number else f"{style}First", self._runs(line)) for number, line in enumerate(lines)]
        if kind == "signature":
            written.insert(0, self._paragraph("SignatureLine", "<w:r><w:tab/></w:r>"))
        after = self._paragraph("AfterTable", "") if kind == "addressee" else ""
        return "".join(written) + after

    def _figure(self, figure: Figure) -> str:
        """Place a picture (ECMA-376 part 1, section 20.4); `figures` of the file holds its bytes under the same number."""
        self._figures += 1
        number, (width, height) = self._figures, shape_of(figure.svg)
        across = TEXT_WIDTH * EMU_PER_TWIP
        extent = f'cx="{across}" cy="{int(across * height / width)}"'
        name = f'id="{1000 + number}" name="figure{number}" descr="{escape(figure.alt)}"'
        drawing = (
            f'<w:drawing><wp:inline><wp:extent {extent}/><wp:docPr {name}/><a:graphic><a:graphicData uri="{PICTURE}"><pic:pic>'
            f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="rIdFigure{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        caption = self._paragraph("BodyText", self._runs(figure.caption)) if figure.caption else ""
        return self._paragraph("BodyText", f"<w:r>{drawing}</w:r>", _KEEP if caption else "") + caption

    def _fields(self, table: Table) -> str:
        label = 2100 if table.kind is TableKind.REFERENCE else 3000
        widths = (label, TEXT_WIDTH - label)
        rows = self._rows(table, widths, ("TableLabel", "TableText"))
        return self._table(rows, widths, bordered=False, keep=table.keep)

    def _records(self, table: Table) -> str:
        count = max(len(row) for row in (*table.rows, table.head))
        if table.widths:
            widths = tuple(int(TEXT_WIDTH * part / sum(table.widths)) for part in table.widths)
        else:
            widths = (680, *[(TEXT_WIDTH - 680) // max(count - 1, 1)] * (count - 1))
        head = self._row(table.head, widths, ("TableHead",) * count, head=True) if table.head else ""
        rows = self._rows(table, widths, ("TableText",) * count)
        return self._table(head + rows, widths, bordered=True, keep=table.keep)

    def _rows(self, table: Table, widths: tuple[int, ...], styles: tuple[str, ...]) -> str:
        last = len(table.rows) - 1
        return "".join(self._row(row, widths, styles, keep=table.keep and number == last) for number, row in enumerate(table.rows))

    def _table(self, rows: str, widths: tuple[int, ...], *, bordered: bool, keep: bool) -> str:
        line = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        borders = f"<w:tblBorders>{''.join(line.format(side) for side in ('top', 'bottom', 'insideH'))}</w:tblBorders>" if bordered else ""
        margins = "" if bordered else '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="113" w:type="dxa"/></w:tblCellMar>'
        direction = "<w:bidiVisual/>" if self._document.rtl else ""
        properties = (
            f'<w:tblPr>{direction}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/>{margins}</w:tblPr>'
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{self._paragraph('AfterTable', '', _KEEP if keep else '')}"

    def _row(
        self, cells: tuple[Line, ...], widths: tuple[int, ...], styles: tuple[str, ...], *, head: bool = False, keep: bool = False
    ) -> str:
        kept = _KEEP if keep else ""
        written = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{self._paragraph(style, self._runs(cell), kept)}</w:tc>'
            for cell, width, style in zip(cells, widths, styles, strict=False)
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{written}</w:tr>"

    def _paragraph(self, style: str, runs: str, properties: str = "") -> str:
        direction = "<w:bidi/>" if self._document.rtl else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}{direction}</w:pPr>{runs}</w:p>'

    # -- runs ----------------------------------------------------------------------------------------------------------------

    def _runs(self, line: Line) -> str:
        return "".join(self._inline(inline) for inline in line)

    def _inline(self, inline: Said | Shown | Break) -> str:
        match inline:
            case Break():
                return "<w:r><w:br/></w:r>"
            case Said(text=text, code=True):
                return self._identifier(text)
            case Said(text=text, strong=strong):
                return self._words(text, self._document.language, strong=strong)
            case Shown():
                return self._anchored(inline)

    def _anchored(self, value: Shown) -> str:
        self._number += 1
        anchor = anchor_for(self._number, value)
        label = self._labels.get(value.ref.field, value.ref.field)
        control = (
            f'<w:sdtPr><w:alias w:val="{escape(label)}"/><w:tag w:val="{escape(str(value.ref))}"/><w:id w:val="{self._number}"/>'
            f"{'<w:showingPlcHdr/>' if value.missing else ''}</w:sdtPr>"
        )
        start = f'<w:bookmarkStart w:id="{self._number}" w:name="{anchor.bookmark}"/>'
        end = f'<w:bookmarkEnd w:id="{self._number}"/>'
        return f"{start}<w:sdt>{control}<w:sdtContent>{self._value_runs(value)}</w:sdtContent></w:sdt>{end}"

    def _value_runs(self, value: Shown) -> str:
        if value.missing:
            return self._words(value.text, self._document.language, strong=value.strong, gap=True)
        pieces = value.pieces or ((value.text, value.code),)
        tag = value.language or self._document.language
        ltr = self._document.rtl and runs_left_to_right(value.text)
        return "".join(self._identifier(text) if code else self._words(text, tag, strong=value.strong, ltr=ltr) for text, code in pieces)

    def _identifier(self, text: str) -> str:
        """An identifier: no `w:rtl`, so that it runs left to right in Word; marks of direction beside it do the same in LibreOffice."""
        size = min(18, 2 * TEXT_POINTS * 10 // (6 * max(len(text), 1)))
        smaller = f'<w:sz w:val="{max(size, 12)}"/><w:szCs w:val="{max(size, 12)}"/>' if size < 18 else ""
        run = f'<w:r><w:rPr>{_MONO}<w:noProof/>{smaller}<w:lang w:val="en-US" w:bidi="en-US"/></w:rPr>{_text(text)}</w:r>'
        return f"{_MARK}{run}{_MARK}" if self._document.rtl else run

    def _words(self, text: str, tag: str, *, strong: bool, gap: bool = False, ltr: bool = False) -> str:
        known = find_language(tag)
        rtl = not ltr and (known.rtl if known else self._document.rtl)
        properties = ("<w:b/><w:bCs/>" if strong else "") + ('<w:highlight w:val="yellow"/>' if gap else "") + ("<w:rtl/>" if rtl else "")
        language = f'<w:lang w:val="{culture(tag)}" w:bidi="{culture(tag)}"/>' if rtl else f'<w:lang w:val="{culture(tag)}"/>'
        run = f"<w:r><w:rPr>{properties}{language}</w:rPr>{_text(text)}</w:r>"
        return f"{_MARK}{run}{_MARK}" if ltr else run


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t>'
