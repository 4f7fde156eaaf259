"""The anchors of values in a DOCX file, and how their names are read again.

Each value is anchored three times, because no office program keeps all three:
- a bookmark around it, `f0012_data_date_from`: LibreOffice keeps it;
- a content control with the fact as its tag, `data.date_from`: Word keeps it, also when the whole value is typed over;
- a custom property of the file, `comity.anchor.0012`: fact and digest of the text as written; both programs keep it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from comity.documents.document import Document, FactRef, Shown

PROPERTY = "comity."
ANCHOR = f"{PROPERTY}anchor."
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BOOKMARK = re.compile(r"^f(\d{4})_")
_REF = re.compile(r"^([a-z_]+\.[a-z_0-9]+)(?:\[(\d+)\])?(?:#(\d+))?$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """One anchored value.

    Attributes:
        number: from 1, in the order of reading.
        ref: the fact.
        digest: digest of the text as it was written.
        gap: whether a gap was written.
    """

    number: int
    ref: FactRef
    digest: str
    gap: bool = False

    @property
    def bookmark(self) -> str:
        """Name of the bookmark: at most 40 characters, letters, digits and underscores (as Word demands)."""
        return f"f{self.number:04d}_{re.sub(r'[^a-z0-9]+', '_', str(self.ref)).strip('_')}"[:40]

    @property
    def property_name(self) -> str:
        """Name of the custom property."""
        return f"{ANCHOR}{self.number:04d}"

    @property
    def property_value(self) -> str:
        """Text of the custom property."""
        return f"{self.ref} {self.digest}{' gap' if self.gap else ''}"


def tidy(text: str) -> str:
    """Return a text as it is compared: composed letters, one space for any white space, no marks of direction."""
    return " ".join(_DIRECTIONS.sub("", unicodedata.normalize("NFC", text)).split())


def text_digest(text: str) -> str:
    """Return a short digest of a shown text, tidied, so that a program that wraps lines or marks directions changes nothing."""
    return hashlib.sha256(tidy(text).encode()).hexdigest()[:16]


def anchors_of(document: Document) -> tuple[Anchor, ...]:
    """Number the values of a document in the order of reading."""
    return tuple(anchor_for(number, value) for number, value in enumerate(document.values(), start=1))


def anchor_for(number: int, value: Shown) -> Anchor:
    """Return the anchor of one value."""
    return Anchor(number, value.ref, text_digest(value.text), value.missing)


def read_ref(text: str) -> FactRef | None:
    """Read `target.identifier[0]`, `case.facts#2`; None when it is no such thing."""
    match = _REF.match(text)
    if match is None:
        return None
    return FactRef(match[1], int(match[2]) if match[2] else -1, int(match[3]) if match[3] else -1)


def read_anchor(name: str, value: str) -> Anchor | None:
    """Read a custom property; None when it is not an anchor."""
    number, (ref_text, *rest) = name.removeprefix(ANCHOR), value.split(" ")
    ref = read_ref(ref_text)
    if not (name.startswith(ANCHOR) and number.isdecimal() and len(number) <= 6 and ref and rest):
        return None
    return Anchor(int(number), ref, rest[0], "gap" in rest[1:])


def bookmark_number(name: str) -> int | None:
    """Return the number of the anchor that a bookmark belongs to; None for bookmarks of other programs."""
    match = _BOOKMARK.match(name)
    return int(match[1]) if match else None


def document_properties(document: Document) -> dict[str, str]:
    """Return the custom properties of a document: what it is, then its anchors."""
    about = {
        "request_id": document.reference,
        "draft_sha256": document.draft_sha256,
        "template": document.template,
        "template_sha256": document.template_sha256,
        "size": document.size,
        "language": document.language,
        "reviewed_by_native_lawyer": str(document.reviewed).lower(),
    }
    anchors = anchors_of(document)
    return {f"{PROPERTY}{key}": value for key, value in about.items()} | {anchor.property_name: anchor.property_value for anchor in anchors}
