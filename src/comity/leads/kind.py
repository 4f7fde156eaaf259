"""The base of all kinds of identifiers, and how to write one.

One kind is one file in `leads/kinds/`; its name is the code of the kind (`email.py` finds `email`). It holds one class:

    class Email(Kind):
        \"\"\"E-mail addresses … (this docstring becomes the page of the kind)\"\"\"

        code = IdentifierKind.EMAIL
        weight = 80

        def find(self, page: Page) -> Iterator[Candidate]:
            for mail in page.mails:
                yield Candidate(self.code, mail.start, mail.end, value=..., notes={...})

`find` reads the page (its surface, its ready-made lists of digits, tokens, hosts) and yields candidates at places of the surface; it
never raises and never reads a file. What costs much comes after what costs little. Each regular expression runs in linear time:
no repetition inside a repetition of the same characters.
Where candidates of two kinds overlap, the heavier one stays (`weight`), then the longer one. A `Candidate` with `kind=None` says
"this is none of ours" (a tax number, a sum) and keeps lighter kinds away from its place.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import ClassVar

from comity.leads.page import Page
from comity.model.identifier import IdentifierKind, Note, Verdict

_NOTHING: frozenset[Note] = frozenset()


@dataclass(slots=True)
class Candidate:
    """Something found, before overlaps are settled.

    Attributes:
        kind: what it is; None keeps the place free of lighter kinds.
        start: first character on the surface.
        end: after the last one.
        value: the normal form.
        verdict: whether it can be what it looks like.
        reason: why, as `comity.text.messages.say` gave it; empty when there is nothing to say.
        notes: what a reader should know.
        provider: id in the provider catalogue.
        port: the port that stands beside an IP address.
        shown: the raw text to report instead of the original, for what must not be shown whole (payment cards).
        weight: who stays where two overlap; the kind's own weight when zero.
        account: the name of the account at its provider, folded, by which two ways to name it are known to be one.
    """

    kind: IdentifierKind | None
    start: int
    end: int
    value: str = ""
    verdict: Verdict = Verdict.VALID
    reason: str = ""
    notes: Set[Note] = _NOTHING
    provider: str | None = None
    port: int | None = None
    shown: str | None = None
    weight: int = 0
    account: str | None = None


class Kind(ABC):
    """One kind of identifier.

    Attributes:
        code: the kind.
        weight: who stays where two overlap, from 0 to 100: a checksum or a scheme weighs more than a form.
    """

    code: ClassVar[IdentifierKind]
    weight: ClassVar[int] = 50

    @abstractmethod
    def find(self, page: Page) -> Iterator[Candidate]:
        """Find candidates on a page."""
