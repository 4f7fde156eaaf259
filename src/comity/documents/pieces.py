"""Cuts prose into words and identifiers, so that an account, an address or a hash in a sentence is set left to right too.

The identifiers that the draft names are found as they stand; others by their shape. What is missed is only set in the font of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SHAPES = re.compile(
    r"""(?<![\w@.+/-])(?:
        https?://[^\s<>"«»“”]+                                   # URL
      | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                             # e-mail
      | @[A-Za-z0-9_.]{2,}                                       # account name
      | (?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5}|/\d{1,2})?            # IPv4, port, network
      | (?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}                 # IPv6; a time of day has two colons and no pair of them
      | (?:[0-9A-Fa-f]{1,4}:){1,7}:(?:[0-9A-Fa-f]{1,4}:){0,6}(?:[0-9A-Fa-f]{1,4})?
      | \+\d[\d ()-]{7,18}\d                                     # telephone
      | 0x[0-9a-fA-F]{40,64}
      | (?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{20,} # wallet, hash, IBAN
      | \d{10,20}                                                # numeric id, IMEI
      | (?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?:/[^\s<>"«»“”]*)? # domain
    )(?![\w@])""",
    re.VERBOSE,
)
_TIMES = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?|\b\d{1,2}:\d{2}(?::\d{2})?\b")
_HINT = re.compile(r"[\d@]|\w[.:/]\w")
"""Without one of these there is no identifier in a text."""
_TAIL = ".,;:!?)]}»”’\"'"


def cut(text: str, known: Iterable[str] = (), *, times: bool = False) -> tuple[tuple[str, bool], ...]:
    """Cut a text into (piece, is an identifier); the pieces joined are the text.

    Args:
        text: prose.
        known: identifiers of the draft.
        times: whether dates and times in digits count as well, because the words around them would turn their parts round.
    """
    known = tuple(word for word in known if word in text)
    if not known and _HINT.search(text) is None:
        return ((text, False),) if text else ()
    spans = sorted(
        {*_known_spans(text, known), *_shape_spans(text), *(_time_spans(text) if times else ())}, key=lambda span: (span[0], -span[1])
    )
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        if start < at:
            continue
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return tuple(pieces)


def _known_spans(text: str, known: Iterable[str]) -> Iterable[tuple[int, int]]:
    for word in known:
        start = text.find(word) if len(word) > 2 else -1
        while start >= 0:
            yield start, start + len(word)
            start = text.find(word, start + len(word))


def _shape_spans(text: str) -> Iterable[tuple[int, int]]:
    for match in _SHAPES.finditer(text):
        end = match.end() - (len(match.group()) - len(match.group().rstrip(_TAIL)))
        if end > match.start():
            yield match.start(), end


def _time_spans(text: str) -> Iterable[tuple[int, int]]:
    return (match.span() for match in _TIMES.finditer(text))


def is_time(text: str) -> bool:
    """Tell whether a piece is a date or a time in digits."""
    return _TIMES.fullmatch(text) is not None
