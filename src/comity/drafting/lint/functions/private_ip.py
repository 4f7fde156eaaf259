"""`private_ip("target.ip_address")`: an address that nobody outside can trace (RFC 1918, 6598, 5737, 3849, 4193 and the like).

In an exercise documentation addresses stand for public ones; an address shared by carrier-grade NAT (100.64.0.0/10) never does.
"""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.model.addresses import address_notes
from comity.model.identifier import Note


class PrivateAddress(Function):
    """Tells which block the address is in."""

    name = "private_ip"
    takes = (Takes.FIELD,)
    words: ClassVar[tuple[str, ...]] = ("found",)

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            found = False
            for index, value in field.indexed(facts):
                notes = _notes(str(value))
                if facts.request.training:
                    notes = tuple(note for note in notes if note is not Note.DOCUMENTATION)
                if notes:
                    found = True
                    facts.evidence.append(Evidence(field.id, index, words={"found": f"{value} ({notes[0].value})"}))
            return found

        return run


def _notes(text: str) -> tuple[Note, ...]:
    bare = text.strip().strip("[]").split("%", maxsplit=1)[0]
    if bare.count(":") == 1:
        bare = bare.split(":", maxsplit=1)[0]
    try:
        return address_notes(bare.split("/", maxsplit=1)[0])
    except ValueError:
        return ()
