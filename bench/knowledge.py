"""The knowledge: opening all providers and all law from their files, and questions of law between States."""

from __future__ import annotations

from datetime import date
from itertools import permutations

from bench.harness import promise, rate
from comity.law.book import Law
from comity.law.inventory import kinds
from comity.providers.catalog import Catalog

ON = date(2026, 11, 21)
STATES = ("KZ", "KG", "UZ", "TJ", "AZ", "AM", "GE", "US", "DE", "GB")


def main() -> None:
    """Measure and hold against what was promised."""
    providers = rate("providers read from their files", lambda: list(Catalog.open().values()), count=len(Catalog.open()))
    promise("milliseconds to read all providers", 1000 * len(Catalog.open()) / providers.median, at_most=500)

    files = sum(len(kind.shelf.slugs()) for kind in kinds(Law.open()))
    law = rate("files of law read", lambda: [list(kind.rows.values()) for kind in kinds(Law.open())], count=files)
    promise("milliseconds to read all law", 1000 * files / law.median, at_most=1000)

    book = Law.open()
    pairs = list(permutations(STATES, 2))
    asked = rate(
        "pairs of States asked for their legal bases", lambda: [book.bases(one, other, ON) for one, other in pairs], count=len(pairs)
    )
    promise("milliseconds for the bases of a pair", 1000 / asked.median, at_most=20)


if __name__ == "__main__":
    main()
