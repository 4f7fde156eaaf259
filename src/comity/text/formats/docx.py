"""Word documents (ISO/IEC 29500-1, WordprocessingML): what a reader of the printed document would see, and the targets of its links.

Order: headers, body with tables and text boxes in place, footers, footnotes, endnotes. Tracked deletions and the old place of moved
text are left out, insertions are kept. Comments are not part of the document; their number is noted.
"""

from __future__ import annotations

from comity.errors import InputError
from comity.text.documents.package import Package, member_names
from comity.text.documents.word import W, WordText
from comity.text.extracted import ExtractedText, TextBuilder
from comity.text.format import Format, Source
from comity.text.messages import say

_MAIN = "word/document.xml"


class WordDocument(Format):
    """A package with a main document."""

    slug = "docx"

    def detect(self, source: Source) -> float:
        return 1.0 if _main_member(member_names(source.data)) else 0.0

    def read(self, source: Source) -> ExtractedText:
        package = Package.open(source.data, source.name)
        main = _main_member(frozenset(member_names(source.data))) or _MAIN
        builder = TextBuilder(source.name)
        related = sorted(package.relationships(main).values())
        for kind, place in (("header", say("header")), ("", ""), ("footer", say("footer"))):
            if not kind:
                _read_body(package, main, builder)
            for found, target, outside in related:
                if found == kind and not outside and package.has(target):
                    WordText(builder, package.relationships(target)).read(package.xml(target), place)
        for found, target, outside in related:
            if found in {"footnotes", "endnotes"} and not outside and package.has(target):
                _read_notes(package, target, builder)
            elif found == "comments" and not outside and package.has(target):
                count = sum(1 for _ in package.xml(target).iter(f"{W}comment"))
                if count:
                    builder.note(say("comments in the margin were not read: {count}", count=count))
        if builder.is_blank:
            raise InputError(
                say("the document holds no text"),
                place=source.name,
                hint=say("if it holds pictures of pages, run text recognition (OCR) first"),
            )
        return builder.build(self.slug)


def _main_member(names: frozenset[str]) -> str | None:
    """Find the main part; some writers call it `document2.xml`."""
    if _MAIN in names:
        return _MAIN
    return next((name for name in sorted(names) if name.startswith("word/document") and name.endswith(".xml")), None)


def _read_body(package: Package, main: str, builder: TextBuilder) -> None:
    reader = WordText(builder, package.relationships(main))
    reader.read(package.xml(main), None)
    if reader.deletions:
        builder.note(say("tracked deletions were left out: {count}", count=reader.deletions))
    if reader.hidden:
        builder.note(say("hidden text stands in the document and was read: {count} runs", count=reader.hidden))


def _read_notes(package: Package, member: str, builder: TextBuilder) -> None:
    reader = WordText(builder, package.relationships(member))
    number = 0
    for note in package.xml(member):
        if note.tag in {f"{W}footnote", f"{W}endnote"} and note.get(f"{W}type") in {None, "normal"}:
            number += 1
            reader.read(
                note, say("footnote {number}", number=number) if note.tag == f"{W}footnote" else say("endnote {number}", number=number)
            )
