"""Read a letter written elsewhere: `read_letter(path)` turns a document into a typed request with the place of every fact.

Each aspect (`aspects/*.py`) reads some facts; the strongest reading of a fact is kept. What the letter plainly lacks is `not_said`, what
it may say without having been understood is `not_determined`. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from comity.drafting.letters import assemble
from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.names import Names
from comity.drafting.letters.reading import LetterReading
from comity.drafting.letters.tongue import language_of
from comity.errors import InputError
from comity.law.book import Law
from comity.plugins.walk import walk
from comity.providers.catalog import Catalog
from comity.text.extract import extract
from comity.text.extracted import ExtractedText
from comity.text.messages import say

MAX_LETTER = 400_000
"""Characters: longer than any letter; a longer text is an annex or a return, and is refused."""

_ASPECTS = "comity.drafting.letters.aspects"


@dataclass(frozen=True, slots=True)
class Told:
    """What the reader of a letter knows beside it; None leaves it to the letter.

    Attributes:
        instrument: id of the instrument.
        sender: ISO code of the requesting State.
        addressee: ISO code of a State, or id of a provider.
        language: tag of the letter's language.
    """

    instrument: str | None = None
    sender: str | None = None
    addressee: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class LetterReader:
    """Reads letters against one state of the knowledge; keep one for many letters.

    Attributes:
        law: the law to hold names against.
        catalog: the providers.
        names: the names of both, ready to be looked for.
    """

    law: Law
    catalog: Catalog
    names: Names

    @classmethod
    def open(cls, overlay: Path | None = None) -> LetterReader:
        """Open the shipped knowledge, with a ministry's overlay folder laid over it."""
        return cls.of(Law.open(overlay), Catalog.open(overlay))

    @classmethod
    def of(cls, law: Law, catalog: Catalog) -> LetterReader:
        """Use knowledge that is open already."""
        return cls(law, catalog, Names.of(law, catalog))

    def read(self, path: Path | str, told: Told = Told()) -> LetterReading:
        """Read a letter from a file.

        Raises:
            InputError: the file cannot be read, holds more than a letter, or a told value is unknown.
        """
        return self.read_text(extract(path), told)

    def read_text(self, document: ExtractedText, told: Told = Told()) -> LetterReading:
        """Read a letter from text already taken out of its document; errors as `read`."""
        if len(document.text) > MAX_LETTER:
            raise InputError(
                say("this is no letter: {size} characters, a letter has at most {limit}", size=len(document.text), limit=MAX_LETTER),
                hint=say("give the letter without its annexes"),
            )
        self._check(told)
        language = told.language or language_of(document.text)
        sender = told.sender.upper() if told.sender else None
        letter = Letter(document, self.law, self.catalog, self.names, language, sender, told.addressee, told.instrument)
        for aspect in ordered_aspects():
            letter.known = assemble.strongest([*letter.known.values(), *aspect.read(letter)])
        return _reading(letter)

    def _check(self, told: Told) -> None:
        if told.instrument is not None and told.instrument not in self.law.instruments:
            raise InputError(
                say("unknown instrument: {instrument}", instrument=told.instrument), hint=_near(told.instrument, self.law.instruments)
            )
        if told.sender is not None and told.sender.upper() not in self.law.states:
            raise InputError(say("unknown State: {state}", state=told.sender), hint=say("give an ISO 3166-1 code such as KG or US"))
        asked = told.addressee
        if asked is not None and asked.lower() not in self.catalog and asked.upper() not in self.law.states:
            raise InputError(say("unknown addressee: {addressee}", addressee=asked), hint=_near(asked.lower(), self.catalog))


def read_letter(
    path: Path | str,
    *,
    instrument: str | None = None,
    sender: str | None = None,
    addressee: str | None = None,
    language: str | None = None,
) -> LetterReading:
    """Read a letter from a file (docx, pdf, txt, md, and whatever else text is taken out of) against the shipped knowledge.

    Args:
        path: the file; `-` is standard input.
        instrument: id of the instrument, where the reader knows it.
        sender: ISO code of the requesting State, where the reader knows it.
        addressee: ISO code of a State or id of a provider, where the reader knows it.
        language: tag of the letter's language, where the reader knows it.

    Raises:
        InputError: the file cannot be read, holds more than a letter, or a told value is unknown.
    """
    return _shipped().read(path, Told(instrument, sender, addressee, language))


def _reading(letter: Letter) -> LetterReading:
    known = letter.known
    absent = assemble.not_said(ordered_aspects(), known)
    provider, candidates = letter.value("addressee.provider"), letter.value("letter.candidates")
    return LetterReading(
        request=assemble.request_of(known, letter.text),
        spans=assemble.spans_of(known),
        determined=assemble.determined(known),
        not_said=absent,
        not_determined=assemble.left_open(known, absent),
        document=letter.document,
        reasons={field: reading.reason for field, reading in known.items() if reading.reason},
        candidates=candidates if isinstance(candidates, tuple) else (),
        provider=str(provider) if provider else None,
        identifiers=letter.identifiers,
    )


@cache
def _shipped() -> LetterReader:
    return LetterReader.open()


@cache
def ordered_aspects() -> tuple[Aspect, ...]:
    """Return one of each aspect, each after those whose readings it needs."""
    waiting = {slug: plugin() for slug, plugin in walk(_ASPECTS, Aspect)}  # type: ignore[type-abstract]
    ordered: dict[str, Aspect] = {}
    while waiting:
        ready = [slug for slug, aspect in waiting.items() if all(before in ordered for before in aspect.after)]
        if not ready:
            raise InputError(f"aspects wait for each other: {', '.join(sorted(waiting))}")
        for slug in ready:
            ordered[slug] = waiting.pop(slug)
    return tuple(ordered.values())


def _near(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=3, cutoff=0.5)
    return say("did you mean {near}?", near=", ".join(near)) if near else say("`comity knowledge show` lists what is known")
