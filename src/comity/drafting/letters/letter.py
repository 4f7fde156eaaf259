"""A letter ready to be read: its text and build, the times and identifiers in it, and the knowledge that its words are held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from comity.drafting.letters import layout
from comity.drafting.letters.layout import Labelled, Line
from comity.drafting.letters.names import Names
from comity.drafting.letters.reading import Reading
from comity.law.book import Law
from comity.model.identifier import Identifier
from comity.providers.catalog import Catalog
from comity.text.cue_book import Cue, CueBook, cue_book
from comity.text.extracted import ExtractedText
from comity.text.times import TimeMention, find_times

PACKAGE = "comity.drafting.letters"


@dataclass
class Letter:
    """A letter.

    Attributes:
        document: the extracted text.
        law: the law, for names of treaties, States and authorities.
        catalog: the providers.
        names: the names of States and providers, ready to be looked for.
        language: tag of its language.
        sender: ISO code of the requesting State, when the reader was told; None to read it.
        addressee: ISO code of a State or id of a provider, when the reader was told; None to read it.
        instrument: id of the instrument, when the reader was told; None to read it.
        known: what earlier aspects read, the strongest reading of each fact.
    """

    document: ExtractedText
    law: Law
    catalog: Catalog
    names: Names
    language: str
    sender: str | None = None
    addressee: str | None = None
    instrument: str | None = None
    known: dict[str, Reading] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The whole text, lines that were only broken to fit the page joined; offsets are those of the document."""
        return layout.unwrapped(self.document.text, self.document.format)

    def cues(self, name: str) -> CueBook:
        """Open a file of phrases."""
        return cue_book(name, PACKAGE, "phrases")

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines with their offsets."""
        return layout.lines_of(self.text)

    @cached_property
    def labelled(self) -> tuple[Labelled, ...]:
        """Values under the labels of `phrases/labels.yaml`."""
        return tuple(layout.labelled_values(self.text, self.lines, self.cues("labels")))

    @cached_property
    def sections(self) -> tuple[Labelled, ...]:
        """Sections under the headings of `phrases/headings.yaml`."""
        return tuple(layout.headed_sections(self.text, self.lines, self.cues("headings"), self.cues("asking"), self.body_end))

    @cached_property
    def head(self) -> int:
        """Offset where the head ends and the body begins."""
        return layout.head_end(self.lines, self.cues("build"))

    @cached_property
    def close(self) -> int:
        """Offset behind the complimentary close, where the signature begins."""
        return layout.close_bounds(self.text, self.lines, self.cues("build"))[1]

    @cached_property
    def body_end(self) -> int:
        """Offset where the body ends and the complimentary close begins."""
        return layout.close_bounds(self.text, self.lines, self.cues("build"))[0]

    @cached_property
    def annex(self) -> int:
        """Offset behind the signature where an annex begins; the end of the text when there is none."""
        book = self.cues("build")
        return next(
            (line.start for line in self.lines if line.start >= self.close and book.find_code("annex", line.text[:40])), len(self.text)
        )

    @cached_property
    def times(self) -> tuple[TimeMention, ...]:
        """The dates and times in it."""
        return find_times(self.text, None, self.language)

    @cached_property
    def identifiers(self) -> tuple[Identifier, ...]:
        """The identifiers in it."""
        from comity.leads.context import Context
        from comity.leads.recognise import recognise

        return recognise(self.text, Context(country=self.sender, zone=None, language=self.language, marks=self.names.marks))

    def under(self, *codes: str) -> Iterator[Labelled]:
        """List the values under labels and the sections under headings of these codes."""
        return (value for value in (*self.labelled, *self.sections) if value.code in codes)

    def times_none_in(self, start: int, end: int) -> bool:
        """Tell whether no date stands between two offsets: `From: 1 March` is a period and no sender."""
        return not any(start <= mention.start < end for mention in self.times)

    def sentence(self, place: int) -> tuple[int, int, str]:
        """Return the sentence around a place: its bounds and its text on one line."""
        start, end = layout.sentence_at(self.text, place)
        return start, end, " ".join(self.text[start:end].split())

    def body_cues(self, name: str, code: str | None = None) -> tuple[Cue, ...]:
        """Find phrases of a book between head and close."""
        book = self.cues(name)
        found = book.find_code(code, self.text) if code else book.find(self.text)
        return tuple(cue for cue in found if self.head <= cue.start < self.close)

    def says(self, hint: str, text: str) -> bool:
        """Tell whether a stretch of text holds a phrase of `phrases/hints.yaml`."""
        return bool(self.cues("hints").find_code(hint, text))

    def asks(self, start: int, end: int) -> bool:
        """Tell whether the letter asks for something between two offsets."""
        return bool(self.cues("asking").find(self.text[start:end]))

    def value(self, field_id: str) -> object:
        """Return what an earlier aspect read for a fact; None when nothing."""
        reading = self.known.get(field_id)
        return reading.value if reading else None
