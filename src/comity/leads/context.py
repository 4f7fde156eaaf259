"""What a recogniser is told beside the text."""

from __future__ import annotations

from dataclasses import dataclass

from comity.leads.marks import ProviderMarks


@dataclass(frozen=True, slots=True)
class Context:
    """The case in which a text is read.

    Attributes:
        country: ISO 3166-1 code of the country in which local telephone numbers are dialled; None when unknown.
        zone: IANA zone of the case, for times that stand without one; None leaves such a time without an instant in UTC.
        language: BCP 47 tag of the reader, in which reasons are told; it also settles whether `03/04/2026` is day first.
        marks: by what providers are recognised.
    """

    country: str | None = None
    zone: str | None = None
    language: str | None = None
    marks: tuple[ProviderMarks, ...] = ()
