"""Who is asked: a provider by name, company or contact; a central authority, a contact point or a court of a State."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.parties import addressee_span, companies_in, providers_named, states_named
from comity.drafting.letters.reading import Reading, Span
from comity.drafting.letters.words import is_blank, one_line

_KINDS = {
    "contact_24_7": "contact_24_7",
    "ncb": "ncb",
    "court": "court",
    "investigating_judge": "court",
    "prosecutor": "central_authority",
    "central_authority": "central_authority",
}
_MOST = 40
_BOTH = 2
_NAMED_WITHIN = 45
"""Characters behind `we request that` in which the addressee is named; what comes later is what is asked for."""
_AUTHORITY_KINDS = frozenset({*_KINDS, "police"})
_PROVIDER_KINDS = {
    "exchange": "exchange",
    "swap_service": "exchange",
    "stablecoin_issuer": "exchange",
    "registrar": "registrar",
    "hosting": "isp",
}


class Addressee(Aspect):
    """Reads the addressee, told or written."""

    slug = "addressee"
    fields = ("addressee.name", "addressee.legal_entity", "addressee.kind", "addressee.state", "addressee.channel")

    def read(self, letter: Letter) -> Iterator[Reading]:
        told = letter.addressee
        span = addressee_span(letter)
        if told and told.lower() in letter.catalog:
            yield from _told_provider(letter, told.lower(), span)
        elif told:
            yield Reading("addressee.state", told.upper(), *(span or (0, 0)), 1.0, "told by the reader")
        for value in letter.under("requested_state"):
            for state, where in states_named(letter, value.start, value.end)[:1]:
                yield Reading("addressee.state", state, *where, 1.0)
        yield from _second_state(letter)
        spans = [span] if span else _in_text(letter)
        for candidate in spans:
            readings = list(_read_span(letter, candidate))
            if readings:
                yield from readings
                return


def _second_state(letter: Letter) -> Iterator[Reading]:
    """Read the State of the addressee where the head names two: letterheads put the sender first."""
    named = states_named(letter, 0, letter.head)
    if len(named) == _BOTH and letter.sender in (None, named[0][0]):
        yield Reading("addressee.state", named[1][0], *named[1][1], 0.4)


def _in_text(letter: Letter) -> list[Span]:
    """Find where a sentence names whom it asks: the words behind `presents its compliments to`, `we request that`."""
    cues = letter.cues("hints").find_code("addressed", letter.text[: letter.close])
    return [(cue.end, min(letter.sentence(cue.start)[1], cue.end + _NAMED_WITHIN)) for cue in cues[:_MOST]]


def _told_provider(letter: Letter, provider: str, span: Span | None) -> Iterator[Reading]:
    row = letter.catalog[provider]
    yield Reading("addressee.provider", provider, *(span or (0, 0)), 1.0, "told by the reader")
    yield Reading("addressee.name", row.name, *(span or (0, 0)), 0.5, "told by the reader")
    yield Reading("addressee.kind", _PROVIDER_KINDS.get(row.kind, "provider"), *(span or (0, 0)), 1.0, "told by the reader")


def _read_span(letter: Letter, span: Span) -> Iterator[Reading]:
    start, end = span
    text = letter.text[start:end]
    companies = companies_in(text, start)
    providers = providers_named(letter, text)
    if companies or providers:
        yield from _company(letter, span, providers)
        return
    kinds = [cue for cue in letter.cues("authorities").find(text) if cue.code in _AUTHORITY_KINDS]
    if not kinds:
        return
    first = next((line for line in text.split("\n") if line.strip() and not is_blank(line)), "")
    name = one_line(re.sub(r"^\s*(?:to(?: the)?|attn|attention|кому|в адрес)\s*:?\s*", "", first, flags=re.IGNORECASE)).rstrip(",.")
    yield Reading("addressee.name", name, start, end, 0.9)
    kind = next((cue for cue in kinds if cue.code in _KINDS), None)
    if kind:
        yield Reading("addressee.kind", _KINDS[kind.code], start + kind.start, start + kind.end, 0.8, kind.text)
    for state, where in states_named(letter, start, end)[:1]:
        yield Reading("addressee.state", state, *where, 0.9)


def _company(letter: Letter, span: Span, providers: tuple[str, ...]) -> Iterator[Reading]:
    start, end = span
    companies = companies_in(letter.text[start:end], start)
    if companies:
        yield Reading("addressee.legal_entity", companies[0].name, companies[0].start, companies[0].end, 1.0)
        yield Reading("addressee.name", companies[0].name, companies[0].start, companies[0].end, 0.9)
    provider = _one_of(letter, providers)
    if provider is None:
        if not companies:
            return
        yield Reading("addressee.kind", "provider", companies[0].start, companies[0].end, 0.5, "a company outside the catalogue")
        return
    row = letter.catalog[provider]
    yield Reading("addressee.provider", provider, start, end, 0.9, row.name)
    if not companies:
        yield Reading("addressee.name", row.name, start, end, 0.8)
    yield Reading("addressee.kind", _PROVIDER_KINDS.get(row.kind, "provider"), start, end, 0.8, row.name)
    if row.country != "XX":
        yield Reading("addressee.state", row.country, start, end, 0.5, row.name)


def _one_of(letter: Letter, providers: tuple[str, ...]) -> str | None:
    """Choose among services of one company by the service that the letter speaks of; None where that does not decide."""
    if len(providers) <= 1:
        return providers[0] if providers else None
    owned = {found.provider for found in letter.identifiers if found.provider}
    among = [provider for provider in providers if provider in owned]
    if len(among) == 1:
        return among[0]
    named = providers_named(letter, letter.text[letter.head : letter.close])
    among = [provider for provider in providers if provider in named]
    return among[0] if len(among) == 1 else None
