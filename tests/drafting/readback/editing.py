"""Edits a DOCX file as Word or a person would."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO


def with_part(content: bytes, change: Callable[[str], str], member: str = "word/document.xml") -> bytes:
    """Change one part of a DOCX file."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if name == member else data)
    return out.getvalue()


def without_part(content: bytes, member: str) -> bytes:
    """Take one part out of a DOCX file."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
    return out.getvalue()


def fields(xml: str, tag: str) -> list[re.Match[str]]:
    """Find the anchored places of a fact: bookmark, control, end of bookmark."""
    pattern = (
        r'<w:bookmarkStart w:id="(\d+)" w:name="[^"]*"/><w:sdt><w:sdtPr>(?:(?!</w:sdtPr>).)*'
        rf'<w:tag w:val="{re.escape(tag)}"/>(?:(?!</w:sdtPr>).)*</w:sdtPr>'
        r'<w:sdtContent>(.*?)</w:sdtContent></w:sdt><w:bookmarkEnd w:id="\1"/>'
    )
    return list(re.finditer(pattern, xml))


def typed(content: bytes, tag: str, words: str, *, places: int | None = None) -> bytes:
    """Type other words in the places of a fact, inside the control; `places` limits to the first ones."""

    def change(xml: str) -> str:
        found = fields(xml, tag)[:places]
        assert found, tag
        for match in reversed(found):
            xml = xml[: match.start(2)] + f"<w:r><w:t>{words}</w:t></w:r>" + xml[match.end(2) :]
        return xml

    return with_part(content, change)


def deleted(content: bytes, tag: str) -> bytes:
    """Delete the places of a fact with their anchors, as when a sentence is selected and deleted."""

    def change(xml: str) -> str:
        for match in reversed(fields(xml, tag)):
            xml = xml[: match.start()] + xml[match.end() :]
        return xml

    return with_part(content, change)


def without_bookmarks(content: bytes) -> bytes:
    """Drop every bookmark, as an editor that keeps only controls."""
    return with_part(content, lambda xml: re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", xml))


def without_controls(content: bytes) -> bytes:
    """Drop every content control and keep its text, as an editor that keeps only bookmarks."""
    return with_part(content, lambda xml: re.sub(r"<w:sdt><w:sdtPr>.*?</w:sdtPr><w:sdtContent>|</w:sdtContent></w:sdt>", "", xml))
