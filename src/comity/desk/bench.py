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

_CHANGED = "overlay-changed"
"""File in the data folder whose time tells when the overlay was last changed."""

RENDERING = Lock()
"""One letter at a time: the type setter keeps one compiler."""


def workbench(language: str) -> Workbench:
    """Return the workbench for a reader's language, with the overlay of this register; it speaks in the language of the facts."""
    return _opened(facts_language(language), settings.CONFIGURATION.overlay, _stamp())


@lru_cache(maxsize=16)
def _opened(language: str, overlay: Path | None, stamp: int) -> Workbench:
    law, catalog = _knowledge(overlay, stamp)
    return Workbench(law, catalog, language, overlay)


@lru_cache(maxsize=2)
def _knowledge(overlay: Path | None, _stamp: int) -> tuple[Law, Catalog]:
    return Law.open(overlay), Catalog.open(overlay)


def overlay_changed() -> None:
    """Tell every process of this register that the overlay has changed: each reads the knowledge anew at its next question."""
    (settings.CONFIGURATION.data / _CHANGED).touch(mode=0o600)
    _opened.cache_clear()
    _knowledge.cache_clear()


def _stamp() -> int:
    """When the overlay was last changed from a desk; 0 before it ever was."""
    try:
        return (settings.CONFIGURATION.data / _CHANGED).stat().st_mtime_ns
    except OSError:
        return 0


def warm_up(language: str) -> None:
    """Read what the first page with findings needs, so that nobody waits for it."""
    bench = workbench(language)
    _ = bench.linter, bench.renderer, len(bench.catalog)
