"""Closes the sentences that a draft leaves open: who answers a question rarely writes the full stop after it.

The stop is a word of the form, not of the value: an edited file gives the value back as it was.
"""

from __future__ import annotations

from comity.documents.document import Inline, Line, Said, Shown
from comity.drafting.fields import FieldKind, request_fields
from comity.drafting.render.facts import NAMES

_FEWEST_WORDS = 3
"""Below, a value is a name or a code rather than a sentence."""
_CLOSED = tuple('.!?…؟:;,»”"')
_NOUNS_ARE_CAPITALS = frozenset({"de"})
"""Languages in which a capital does not tell that a sentence begins."""


def closed(line: Line, language: str, *, item: bool = False) -> Line:
    """Put a full stop after each value that a new sentence, or nothing, follows.

    Args:
        line: a paragraph, filled.
        language: BCP 47 tag of the letter.
        item: whether it is an item of a list, whose end stays as it is.
    """
    out: list[Inline] = []
    for place, inline in enumerate(line):
        out.append(inline)
        if isinstance(inline, Shown) and _is_open_sentence(inline) and _ends_here(line[place + 1 :], language, item=item):
            out.append(Said("."))
    return tuple(out)


def _is_open_sentence(value: Shown) -> bool:
    if value.code or value.missing or value.ref.field in NAMES or value.text.endswith(_CLOSED):
        return False
    if request_fields()[value.ref.field].kind in {FieldKind.MOMENT, FieldKind.NUMBER}:
        return False
    words = value.text.split()
    return len(words) >= _FEWEST_WORDS and "/" not in words[-1]  # a stop would pass for a part of the URL


def _ends_here(rest: Line, language: str, *, item: bool) -> bool:
    if not rest:
        return not item
    begins = "".join(part.text for part in rest[:2] if isinstance(part, Said | Shown))
    if not begins[:1].isspace() or not begins.lstrip()[:1].isupper():
        return False
    follows_form = isinstance(rest[0], Said) and bool(rest[0].text.strip())
    return not (follows_form and language.partition("-")[0] in _NOUNS_ARE_CAPITALS)
