"""Tell what stands out in the facts of a case: danger, marks of a forged request, words as an offence, children, press.

A signal is a question for the requester, never a finding of fact. The words are data: `cues/signals.yaml` here, urgency and danger to
life in `comity.text`.
"""

from __future__ import annotations

from comity.text.cue_book import cue_book

_SHARED = {
    ("threat_to_life", "danger"): "threat_to_life",
    ("threat_to_life", "over"): "danger_over",
    ("urgency", "emergency"): "emergency",
    ("urgency", "urgent"): "urgent",
}


def signals_in(text: str) -> frozenset[str]:
    """List the signals in a text: the codes of `cues/signals.yaml`, and threat_to_life, danger_over, emergency, urgent."""
    book = cue_book("signals", "comity.routing")
    own = (code for code in book.codes if book.find_code(code, text))
    shared = (signal for (name, code), signal in _SHARED.items() if cue_book(name).find_code(code, text))
    return frozenset((*own, *shared))


def is_welfare(signals: frozenset[str], *, has_offence: bool) -> bool:
    """Tell whether a person is to be saved and no offence is to be proved: a missing person, a threat of suicide.

    Args:
        signals: what stands out in the facts.
        has_offence: whether the case names an offence.
    """
    return "welfare" in signals or not (has_offence or "crime" in signals)
