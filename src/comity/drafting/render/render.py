"""From a draft to the files of a letter: choose the form, fill it, write every format from the same letter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from comity.documents.document import Document
from comity.drafting.render.demands import demanded_facts
from comity.drafting.render.fill import fill
from comity.drafting.render.form import Form, FormShelf, Size
from comity.drafting.render.reserved import refuse_reserved
from comity.drafting.render.words import Words, read_words
from comity.errors import InputError
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.messages import say

FORMATS = ("docx", "pdf", "html", "txt")
DEFAULT_FORMATS = ("docx", "pdf", "html")


@dataclass(frozen=True, slots=True)
class Renderer:
    """Makes letters; keep one for many drafts.

    Attributes:
        shelf: the forms at hand.
        overlay: a ministry's folder of knowledge files.
    """

    shelf: FormShelf
    overlay: Path | None = None

    @classmethod
    def open(cls, overlay: Path | None = None) -> Renderer:
        """Open the forms, with a ministry's overlay over them."""
        return cls(FormShelf(overlay), overlay)

    def letter(self, request: EvidenceRequest, language: str | None = None, size: Size | None = None) -> Document:
        """Make the letter for a draft.

        Args:
            request: the draft.
            language: BCP 47 tag; None takes the draft's own, else English.
            size: `short` or `full`; None takes the instrument's own.

        Raises:
            InputError: no form serves this draft, or its State cannot use its instrument.
        """
        refuse_reserved(request, self.overlay)
        return self.filled(self.shelf.choose(request, language or request.request.language or "en", size), request)

    def filled(self, form: Form, request: EvidenceRequest) -> Document:
        """Fill one form with a draft."""
        own = request.request.instrument in form.head.instruments
        demanded = demanded_facts(request.request.instrument if own else form.head.instruments[0], self.overlay)
        return fill(form, request, self.words(form.language), demanded=demanded)

    def words(self, language: str) -> Words:
        """Return the words of a language."""
        return read_words(language, self.overlay)

    def write(self, letter: Document, format_: str) -> bytes:
        """Write a letter in one format.

        Raises:
            InputError: the format is unknown.
        """
        if format_ == "docx":
            from comity.documents.word.file import write_docx

            return write_docx(letter, self.words(letter.language).fields)
        if format_ == "pdf":
            from comity.documents.pdf import write_pdf

            return write_pdf(letter)
        if format_ == "html":
            from comity.documents.html import write_html

            return write_html(letter)
        if format_ == "txt":
            from comity.documents.plain import write_plain

            return write_plain(letter)
        message = say("unknown format: {format}", format=format_)
        raise InputError(message, place="--format", hint=say("choose {formats}", formats=", ".join(FORMATS)))
