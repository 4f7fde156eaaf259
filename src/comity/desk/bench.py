"""The knowledge and the tools, opened once for each language of the interface and kept."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from comity.desk.steps.prepare_requests import Workbench
from comity.law.book import Law
from comity.providers.catalog import Catalog
from comity.text.languages import facts_language

RENDERING = Lock()
"""One letter at a time: the type setter keeps one compiler."""


def workbench(language: str) -> Workbench:
    """Return the workbench for a reader's language, with the overlay of this register; it speaks in the language of the facts."""
    return _opened(facts_language(language), settings.CONFIGURATION.overlay)


@lru_cache(maxsize=16)
def _opened(language: str, overlay: Path | None) -> Workbench:
    law, catalog = _knowledge(overlay)
    return Workbench(law, catalog, language, overlay)


@lru_cache(maxsize=2)
def _knowledge(overlay: Path | None) -> tuple[Law, Catalog]:
    return Law.open(overlay), Catalog.open(overlay)


def warm_up(language: str) -> None:
    """Read what the first page with findings needs, so that nobody waits for it."""
    bench = workbench(language)
    _ = bench.linter, bench.renderer, len(bench.catalog)
