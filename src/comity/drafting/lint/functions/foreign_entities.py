"""`foreign_entities("request.body", "case.file_entities")`: names or identifiers in the text that the case file does not know.

Text copied from an older request carries its people and accounts along. Judged only where the case file lists what it knows. Found are
identifiers (addresses of mail, network and web, wallets, telephones) and names of persons in the forms in which letters give them.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.drafting.lint.parity.tokens import TokenKind, tokens
from comity.model.request.evidence_request import EvidenceRequest

_KINDS = frozenset({TokenKind.EMAIL, TokenKind.IP, TokenKind.HANDLE, TokenKind.WALLET, TokenKind.PHONE, TokenKind.URL, TokenKind.HASH})
_INITIALS = r"[А-ЯЁA-Z]\.\s?(?:[А-ЯЁA-Z]\.)?"
_SURNAME = r"[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁ][а-яё]+)?"
_PERSON = re.compile(
    rf"(?<!\w)(?:{_SURNAME}\s{_INITIALS}|{_INITIALS}\s?{_SURNAME}"
    rf"|{_SURNAME}\s{_SURNAME}\s[А-ЯЁ][а-яё]+(?:вич|вна|ович|евич|овна|евна|оглы|кызы|уулу|улы)"
    r"|(?:Mr|Ms|Mrs|Miss|Herr|Frau|M|Mme)\.?\s[A-Z][a-z]{2,}(?:\s[A-Z][a-z]{2,})?)(?!\w)"
)
_TITLES = re.compile(r"(?:Mr|Ms|Mrs|Miss|Herr|Frau|M|Mme)\.?$")


class ForeignEntities(Function):
    """Knows what the case file lists, and every other fact of the request."""

    name = "foreign_entities"
    takes = (Takes.FIELD, Takes.FIELD)
    words: ClassVar[tuple[str, ...]] = ("found",)

    def bind(self, body: Reader, known: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            listed, text = known.text(facts), body.text(facts)
            if not listed or not text:
                return False
            context = _folded(listed + "\n" + _said(facts.request, body))
            found = [Evidence(body.id, None, start, end, {"found": words}) for start, end, words in _foreign(text, context)]
            facts.evidence.extend(found)
            return bool(found)

        return run


def _foreign(text: str, context: str) -> list[tuple[int, int, str]]:
    """Return the identifiers and names that the context does not hold, each with its place."""
    found = [(token.start, token.end, token.raw) for token in tokens(text) if token.kind in _KINDS and _folded(token.raw) not in context]
    return found + [(hit.start(), hit.end(), hit.group()) for hit in _PERSON.finditer(text) if not _is_known(hit.group(), context)]


def _is_known(name: str, context: str) -> bool:
    """A person is known by the surname, whatever its ending: initials and given names are written in many ways."""
    parts = [part for part in re.findall(r"\w{3,}", name) if not _TITLES.match(part)]
    return any(_folded(part)[: max(4, len(part) - 3)] in context for part in parts)


def _said(request: EvidenceRequest, body: Reader) -> str:
    groups = [getattr(request, field.name) for field in fields(request) if hasattr(getattr(request, field.name), "__dataclass_fields__")]
    own = (body.id.rpartition(".")[2], "body", "body_translated")
    texts: list[str] = []
    for holder in (*groups, *request.targets, *request.pc.facts):
        for field in fields(holder):
            value = getattr(holder, field.name)
            if field.name in own or value is None:
                continue
            texts.extend(str(one) for one in value if isinstance(one, str)) if isinstance(value, tuple) else texts.append(str(value))
    return "\n".join(texts)


def _folded(text: str) -> str:
    return "".join(text.casefold().split())
