"""Finds the anchored values of a letter in a DOCX file, whoever saved it last.

Word keeps content controls, LibreOffice keeps bookmarks, both keep custom properties (`render.word.anchors`). Tracked deletions count as
deleted and tracked insertions as inserted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from comity.documents.word.anchors import Anchor, bookmark_number, read_anchor, read_ref, tidy
from comity.errors import InputError
from comity.text.documents.package import Package
from comity.text.messages import say

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}sdtPr", f"{_W}pPr", f"{_W}rPr"})
_ANCHOR_MARK = "\ufffc"


@dataclass(slots=True)
class EditedLetter:
    """What stands in a DOCX file.

    Attributes:
        name: the file, for messages.
        properties: the custom properties.
        anchors: the anchors as they were written, by number.
        found: number of an anchor to the text that stands there now.
        outside: the words outside anchors, one entry a paragraph, the place of a value marked.
        text: all words.
    """

    name: str
    properties: dict[str, str]
    anchors: dict[int, Anchor]
    found: dict[int, str] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    text: str = ""

    def about(self, name: str) -> str:
        """Return what a custom property of the letter says; empty when it is gone."""
        return self.properties.get(f"comity.{name}", "")


def read_letter(data: bytes, name: str) -> EditedLetter:
    """Read a DOCX file.

    Args:
        data: the file.
        name: for messages.

    Raises:
        InputError: it is no DOCX, broken, hostile, or no letter that Comity wrote.
    """
    package = Package.open(data, name)
    if not package.has("word/document.xml"):
        raise InputError(say("this is not a Word document"), place=name, hint=say("give the DOCX file that was edited"))
    properties = _properties(package)
    anchors = {anchor.number: anchor for key, value in properties.items() if (anchor := read_anchor(key, value)) is not None}
    letter = EditedLetter(name, properties, anchors)
    _Walk(letter).read(package.xml("word/document.xml"))
    if not letter.about("template"):
        raise InputError(
            say("this document does not say from which form it was made"),
            place=name,
            hint=say("only a DOCX written by `comity render` can be read back; lint any other letter with `comity lint`"),
        )
    return letter


def _properties(package: Package) -> dict[str, str]:
    if not package.has("docProps/custom.xml"):
        return {}
    return {row.get("name", ""): "".join(map(str, row.itertext())).strip() for row in package.xml("docProps/custom.xml").iter(_PROPERTY)}


class _Walk:
    """Visits the document in order, without recursion, and collects the text of each anchor."""

    def __init__(self, letter: EditedLetter) -> None:
        self.letter = letter
        self.open_bookmarks: dict[str, int] = {}
        self.open_controls: list[int] = []
        self.bookmarks: dict[int, list[str]] = {}
        self.controls: dict[int, list[str]] = {}
        self.paragraph: list[str] = []
        self.pieces: list[str] = []

    def read(self, root: _Element) -> None:
        waiting: list[tuple[_Element, bool, int | None]] = [(root, False, None)]
        while waiting:
            element, leaving, control = waiting.pop()
            if leaving:
                self.leave(element, control)
            elif element.tag not in _SKIPPED:
                control = self.enter(element)
                waiting.append((element, True, control))
                waiting.extend((child, False, None) for child in reversed(element))
        self.finish()

    def enter(self, element: _Element) -> int | None:
        tag = str(element.tag).removeprefix(_W)
        if tag == "t":
            self.add(element.text or "")
        elif tag in {"br", "tab", "cr"}:
            self.add("\n" if tag != "tab" else "\t")
        elif tag == "noBreakHyphen":
            self.add("-")
        elif tag == "bookmarkStart":
            self.open_bookmark(element)
        elif tag == "bookmarkEnd":
            self.open_bookmarks.pop(element.get(f"{_W}id", ""), None)
        elif tag == "sdt":
            return self.open_control(element)
        return None

    def leave(self, element: _Element, control: int | None) -> None:
        if control is not None:
            self.open_controls.remove(control)
        if element.tag == f"{_W}p":
            self.add("\n\n")
            self.end_paragraph()

    def open_bookmark(self, element: _Element) -> None:
        number = bookmark_number(element.get(f"{_W}name", ""))
        if number is not None:
            self.open_bookmarks[element.get(f"{_W}id", "")] = number
            self.bookmarks.setdefault(number, [])
            self.paragraph.append(_ANCHOR_MARK)

    def open_control(self, element: _Element) -> int | None:
        """Enter a content control; it counts when its tag names the fact of the anchor whose number it carries."""
        tag, number = element.find(f"{_W}sdtPr/{_W}tag"), element.find(f"{_W}sdtPr/{_W}id")
        ref = read_ref(tag.get(f"{_W}val", "")) if tag is not None else None
        value = number.get(f"{_W}val", "") if number is not None else ""
        anchor = self.letter.anchors.get(int(value)) if value.isdecimal() and len(value) < 10 else None
        if ref is None or anchor is None or anchor.ref != ref or anchor.number in self.open_controls:
            return None
        self.open_controls.append(anchor.number)
        self.controls.setdefault(anchor.number, [])
        return anchor.number

    def add(self, text: str) -> None:
        self.pieces.append(text)
        for number in set(self.open_bookmarks.values()):
            self.bookmarks[number].append(text)
        for number in self.open_controls:
            self.controls[number].append(text)
        if not self.open_bookmarks and not self.open_controls:
            self.paragraph.append(text)

    def end_paragraph(self) -> None:
        words = tidy("".join(self.paragraph))
        if words:
            self.letter.outside.append(words)
        self.paragraph = []

    def finish(self) -> None:
        self.letter.text = tidy("".join(self.pieces))
        for number in {*self.bookmarks, *self.controls}:
            texts = ["".join(found.get(number, [])).strip("\n") for found in (self.bookmarks, self.controls)]
            # typing over a whole value can empty the bookmark and leave the new text in the control
            self.letter.found[number] = texts[0] if texts[0].strip() else texts[1]
