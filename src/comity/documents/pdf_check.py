"""Looks for the structural marks of PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) in a PDF file.

This is no validation: it finds what a validator would refuse at first sight, and names each mark that is missing. A site that has veraPDF
runs it as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from comity.errors import InputError
from comity.text.messages import Said, say

_ACTIONS = frozenset(
    {"/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/URI", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute"}
)
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark.

    Attributes:
        name: stable name.
        ok: whether the file bears it.
        text: what was found, or what is missing.
    """

    name: str
    ok: bool
    text: Said


@dataclass(frozen=True, slots=True)
class PdfReport:
    """What was found in a file.

    Attributes:
        pages: number of pages.
        claims: the standards that the file claims, `PDF/A-2a`, `PDF/UA-1`.
        marks: every mark looked for, in a fixed order.
    """

    pages: int
    claims: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def ok(self) -> bool:
        """Tell whether every mark is there."""
        return all(mark.ok for mark in self.marks)


def check_pdf(data: bytes, name: str) -> PdfReport:
    """Look at a PDF file.

    Args:
        data: the file.
        name: for messages.

    Raises:
        InputError: it is no PDF, broken, or locked with a password.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            marks = tuple(_marks(pdf))
            return PdfReport(len(pdf.pages), tuple(_claims(_xmp(pdf))), marks)
    except pikepdf.PasswordError as error:
        hint = say("save a copy without a password and give the copy")
        raise InputError(say("the PDF is locked with a password"), place=name, hint=hint) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, OverflowError) as error:
        hint = say("give a PDF file; if it is one, get it again from its source")
        raise InputError(say("this cannot be read as a PDF"), place=name, hint=hint) from error


def _marks(pdf: Any) -> Iterator[Mark]:
    xmp, root = _xmp(pdf), pdf.Root
    claims = list(_claims(xmp))
    yield _mark("pdfa", "PDF/A-2a" in claims, say("the metadata claim PDF/A-2a"), say("the metadata do not claim PDF/A-2a"))
    yield _mark("pdfua", "PDF/UA-1" in claims, say("the metadata claim PDF/UA-1"), say("the metadata do not claim PDF/UA-1"))
    yield _mark(
        "output_intent", _has_output_intent(root), say("output intent with a colour profile"), say("no output intent with a colour profile")
    )
    yield from _font_marks(pdf)
    yield _mark("tagged", _is_tagged(root), say("tagged, with a structure tree"), say("not tagged, or the structure tree is missing"))
    tagged = all("/StructParents" in page for page in pdf.pages)
    yield _mark("page_structure", tagged, say("every page is tied to the structure tree"), say("a page is not tied to the structure tree"))
    language = str(root.get("/Lang", "")).strip()
    yield _mark("language", bool(language), say("language: {tag}", tag=language), say("no language is stated"))
    title = str(xmp.get("dc:title") or "").strip()
    yield _mark("title", bool(title), say("title: {title}", title=title), say("no title in the metadata"))
    shows = bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False))
    yield _mark("title_display", shows, say("the title is displayed"), say("the viewer is not told to display the title"))
    yield _mark("no_encryption", not pdf.is_encrypted, say("not encrypted"), say("encrypted"))
    yield from _danger_marks(pdf)


def _mark(name: str, ok: bool, good: Said, bad: Said) -> Mark:
    return Mark(name, ok, good if ok else bad)


def _xmp(pdf: Any) -> dict[str, str]:
    """Return the metadata that matter; empty where there is no XMP."""
    if "/Metadata" not in pdf.Root:
        return {}
    names = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part", "dc:title")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        return {name: str(metadata.get(name) or "") for name in names}


def _claims(xmp: dict[str, str]) -> Iterator[str]:
    if xmp.get("pdfaid:part"):
        yield f"PDF/A-{xmp['pdfaid:part']}{xmp.get('pdfaid:conformance', '').lower()}"
    if xmp.get("pdfuaid:part"):
        yield f"PDF/UA-{xmp['pdfuaid:part']}"


def _has_output_intent(root: Any) -> bool:
    intents = root.get("/OutputIntents", [])
    return any(str(intent.get("/S")) == "/GTS_PDFA1" and "/DestOutputProfile" in intent for intent in intents)


def _is_tagged(root: Any) -> bool:
    return bool(root.get("/MarkInfo", {}).get("/Marked", False)) and "/K" in root.get("/StructTreeRoot", {})


def _font_marks(pdf: Any) -> Iterator[Mark]:
    fonts = list(_fonts(pdf))
    loose = sorted({name for name, font in fonts if not _is_embedded(font)})
    mute = sorted({name for name, font in fonts if "/ToUnicode" not in font})
    yield _mark("fonts_embedded", not loose, say("all fonts are embedded"), say("not embedded: {fonts}", fonts=", ".join(loose)))
    yield _mark(
        "to_unicode", not mute, say("all text can be copied"), say("no table of letters (ToUnicode): {fonts}", fonts=", ".join(mute))
    )


def _fonts(pdf: Any) -> Iterator[tuple[str, Any]]:
    for page in pdf.pages:
        for key, font in _resource_fonts(page.get("/Resources", {}), 0):
            yield str(font.get("/BaseFont", key)).lstrip("/"), font


def _resource_fonts(resources: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield the fonts of a page and of the forms that are drawn on it."""
    if depth > _MAX_DEPTH:
        return
    for key in resources.get("/Font", {}):
        yield str(key), resources["/Font"][key]
    for kind in ("/XObject", "/Pattern"):
        for key in resources.get(kind, {}):
            drawn = resources[kind][key]
            if "/Resources" in drawn:
                yield from _resource_fonts(drawn["/Resources"], depth + 1)


def _is_embedded(font: Any) -> bool:
    if str(font.get("/Subtype")) == "/Type3":
        return True  # its glyphs are drawn in the file itself
    described = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
    descriptor = described.get("/FontDescriptor", {})
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _danger_marks(pdf: Any) -> Iterator[Mark]:
    import pikepdf

    scripts = attachments = 0
    actions: set[str] = set()
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            for found in _dictionaries(thing, 0):
                scripts += "/JS" in found or str(found.get("/S", "")) == "/JavaScript" or "/JavaScript" in found
                attachments += "/EmbeddedFiles" in found or str(found.get("/Subtype", "")) == "/FileAttachment"
                kind = str(found.get("/S", ""))
                actions |= {kind.lstrip("/")} if kind in _ACTIONS else set()
    yield _mark("no_javascript", not scripts, say("no script"), say("a script stands in the file"))
    bad = say("actions that leave the file: {actions}", actions=", ".join(sorted(actions)))
    yield _mark("no_external_actions", not actions, say("no action leaves the file"), bad)
    yield _mark("no_attachments", not attachments, say("no file is attached"), say("a file is attached"))


def _dictionaries(thing: Any, depth: int) -> Iterator[Any]:
    """Yield a dictionary and those written directly in it; what stands elsewhere is an object of its own."""
    import pikepdf

    yield thing
    if depth < _MAX_DEPTH:
        for value in thing.values() if not isinstance(thing, pikepdf.Array) else thing:
            if isinstance(value, pikepdf.Dictionary) and not value.is_indirect:
                yield from _dictionaries(value, depth + 1)
            elif isinstance(value, pikepdf.Array) and not value.is_indirect:
                yield from (
                    found
                    for item in value
                    if isinstance(item, pikepdf.Dictionary) and not item.is_indirect
                    for found in _dictionaries(item, depth + 1)
                )
