"""Walk a part of a Word document and write its text: paragraphs on lines, cells of a table row separated by tabs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from comity.text.extracted import TextBuilder
from comity.text.messages import say

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FIELD_LINK = re.compile(r'HYPERLINK\s+"([^"]+)"')
_LEFT_OUT = {
    f"{W}{name}"
    for name in ("del", "moveFrom", "delText", "instrText", "rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sectPr")
}
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}


@dataclass(slots=True)
class WordText:
    """Reads parts of one document.

    Attributes:
        builder: takes the text.
        links: relationships of the part: id to (kind, target, outside).
        deletions: tracked deletions met.
        hidden: runs of hidden text met.
    """

    builder: TextBuilder
    links: dict[str, tuple[str, str, bool]]
    deletions: int = 0
    hidden: int = 0
    _paragraphs: int = 0
    _tables: int = 0
    _boxes: list[_Element] = field(default_factory=list)

    def read(self, root: _Element, place: str | None) -> None:
        """Read a part.

        Args:
            root: its root element, or one note of it.
            place: where it stands; None numbers the paragraphs and tables of the body.
        """
        if root.tag.startswith(_STRICT):
            for element in root.iter():
                if element.tag.startswith(_STRICT):
                    element.tag = W + element.tag[len(_STRICT) :]
        self._blocks(root, place)

    def _blocks(self, parent: _Element, place: str | None) -> None:
        for element in parent:
            if element.tag == f"{W}p":
                self._paragraph(element, place)
            elif element.tag == f"{W}tbl":
                self._table(element, place)
            elif element.tag not in _LEFT_OUT:
                self._blocks(element, place)
            elif element.tag in {f"{W}del", f"{W}moveFrom"}:
                self.deletions += 1

    def _paragraph(self, paragraph: _Element, place: str | None) -> None:
        if place is None:
            self._paragraphs += 1
        text = self._runs(paragraph)
        self.builder.add(text, place or say("paragraph {number}", number=self._paragraphs))
        if not text:
            self.builder.add("\n", end="")
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._blocks(box, say("text box"))

    def _table(self, table: _Element, place: str | None) -> None:
        self._tables += 1
        number = 0
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl"), None) is not table:
                continue  # a row of a table inside a cell: read with its cell
            number += 1
            cells = [" ".join(self._cell(cell).split("\n")) for cell in row.iterchildren(f"{W}tc", f"{W}sdt")]
            line = "\t".join(cells)
            if line.strip():
                self.builder.add(line, place or say("table {table}, row {row}", table=self._tables, row=number))

    def _cell(self, cell: _Element) -> str:
        lines = [self._runs(paragraph) for paragraph in cell.iter(f"{W}p") if not _in_box(paragraph, cell)]
        boxes, self._boxes = self._boxes, []
        lines += [self._runs(paragraph) for box in boxes for paragraph in box.iter(f"{W}p")]
        return "\n".join(line for line in lines if line)

    def _runs(self, parent: _Element) -> str:
        return "".join(self._pieces(parent))

    def _pieces(self, parent: _Element) -> list[str]:
        pieces: list[str] = []
        for element in parent:
            tag = element.tag
            if tag == f"{W}t":
                pieces.append(element.text or "")
            elif tag in _BREAKS:
                pieces.append(_BREAKS[tag])
            elif tag in {f"{W}del", f"{W}moveFrom"}:
                self.deletions += 1
            elif tag == f"{W}instrText":
                pieces += [f" <{target}> " for target in _FIELD_LINK.findall(element.text or "")]
            elif tag == f"{W}hyperlink":
                pieces.append(self._link(element))
            elif tag == f"{W}txbxContent":
                self._boxes.append(element)
            elif tag == f"{_MC}AlternateContent":
                # the choice and the fall-back say the same twice
                chosen = element.find(f"{_MC}Choice")
                pieces += self._pieces(chosen if chosen is not None else element)
            elif tag not in _LEFT_OUT:
                self.hidden += tag == f"{W}r" and element.find(f"{W}rPr/{W}vanish") is not None
                pieces += self._pieces(element)
        return pieces

    def _link(self, element: _Element) -> str:
        text = self._runs(element)
        kind, target, outside = self.links.get(element.get(_R_ID, ""), ("", "", False))
        if kind == "hyperlink" and outside and target and target not in text and target.split(":", 1)[-1] not in text:
            return f"{text} <{target}>"
        return text


def _in_box(element: _Element, cell: _Element) -> bool:
    """Tell whether an element stands in a text box inside the cell."""
    for ancestor in element.iterancestors():
        if ancestor is cell:
            return False
        if ancestor.tag == f"{W}txbxContent":
            return True
    return False
