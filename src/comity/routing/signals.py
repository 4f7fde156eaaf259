"""Tell what stands out in the facts of a case: danger, marks of a forged request, words as an offence, children, press.

A signal is a question for the requester, never a finding of fact. The words are data: `signals.yaml`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

_LONGEST_TEXT = 200_000


def signals_in(text: str) -> frozenset[str]:
    """List the signals in a text.

    Args:
        text: the facts, as told; what is beyond 200,000 characters is not looked at.
    """
    text = text[:_LONGEST_TEXT]
    return frozenset(name for name, (unless, patterns) in _signals().items() if patterns.search(unless.sub(" ", text) if unless else text))


@lru_cache(maxsize=1)
def _signals() -> dict[str, tuple[re.Pattern[str] | None, re.Pattern[str]]]:
    raw = yaml.load(files("comity.routing").joinpath("signals.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return {name: (_joined(entry.get("unless")), _joined(entry["patterns"]) or re.compile("(?!)")) for name, entry in raw.items()}


def _joined(patterns: list[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE) if patterns else None
