"""`poisoned_address("target.identifier", ...)`: two wallet addresses with the same beginning and end and a different middle.

Wallets show the first and last characters only, so a thief sends dust from an address made to look alike ("address poisoning") and
waits for it to be copied.
"""

from __future__ import annotations

import re
from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])(?:0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[a-z0-9]{20,87}|[13][1-9A-HJ-NP-Za-km-z]{25,34})(?![A-Za-z0-9])"
)
_PREFIXES = ("0x", "bc1", "T", "1", "3")
_HEAD, _TAIL = 3, 4


class PoisonedAddress(Function):
    """Compares the addresses in all the given facts, free text included."""

    name = "poisoned_address"
    takes = (Takes.FIELDS,)
    words: ClassVar[tuple[str, ...]] = ("found", "other")

    def bind(self, *fields: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            seen: dict[tuple[str, str], str] = {}
            found = False
            for field in fields:
                for index, value in field.indexed(facts):
                    for hit in _ADDRESS.finditer(str(value)):
                        address = hit.group()
                        first = seen.setdefault(_ends(address), address)
                        if first.casefold() != address.casefold():
                            found = True
                            words = {"found": address, "other": first}
                            facts.evidence.append(Evidence(field.id, index, hit.start(), hit.end(), words))
            return found

        return run


def _ends(address: str) -> tuple[str, str]:
    prefix = next(one for one in _PREFIXES if address.startswith(one))
    body = address[len(prefix) :]
    return prefix + body[:_HEAD].casefold(), body[-_TAIL:].casefold()
