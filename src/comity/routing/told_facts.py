"""The texts of the knowledge that a route or a draft tells in the words of their file, and their translation.

Files of facts are written in English, in the words of what was read. Their Russian stands in the catalogue `facts`
(`text/locales/ru/LC_MESSAGES/facts.po`), by the English text: a fact stays one fact with one source, and a ministry's overlay, in whatever
language it is written, is told as it stands. `tools/messages.py check` holds the catalogue against the texts listed here (decision 0010).
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.law.book import Law
from comity.providers.catalog import Catalog
from comity.providers.provider import Provider
from comity.text.messages import Messages

DOMAIN = "facts"
_JOINT = "; "


def told_texts(law: Law, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """List every text that a route may tell, with the row it stands in."""
    for provider in catalog.values():
        yield from ((f"providers/{provider.id}", text) for text in _of_provider(provider) if _is_prose(text))
    yield from ((place, text) for place, text in _of_law(law) if text and _is_prose(text))


def _of_provider(provider: Provider) -> Iterator[str]:
    channels = provider.accepted_channels
    for name in channels.__struct_fields__:
        yield getattr(getattr(channels, name), "note", None) or ""
    yield provider.preservation.note or ""
    yield provider.addressing_rule.text or ""
    yield provider.emergency_policy.standard or ""
    yield provider.asset_freeze.note or "" if provider.asset_freeze else ""
    yield provider.user_notification.delay_requires or ""
    yield from provider.request_form or ()
    yield provider.response_time or ""
    yield from (row.data for row in provider.retention if row.duration == "0")
    yield from (warning for warning in provider.warnings if "sanctioned" in warning or "licence" in warning)


def _of_law(law: Law) -> Iterator[tuple[str, str | None]]:
    for instrument in law.instruments.values():
        yield f"instruments/{instrument.id}", instrument.name
    for authority in law.authorities.values():
        yield f"authorities/{authority.id}", None if authority.name.ru else authority.name.en
    for state in law.states.values():
        place = f"jurisdictions/{state.code}"
        yield place, state.dual_criminality.note
        rules = state.request_requirements
        texts = (*rules.must_contain, *rules.refusal_grounds, *rules.conditions) if rules else ()
        own = state.direct_request_abroad
        texts += (own.who, *own.conditions) if own else ()
        yield from ((place, text) for text in texts)
    for offence in law.offences.values():
        for row in offence.national:
            yield f"offences/{offence.id}", row.qualifier
            yield f"offences/{offence.id}", row.warning
    for treaty in law.treaties.values():
        yield from ((f"treaties/{treaty.id}", row.what) for row in treaty.declarations)


def _is_prose(text: str) -> bool:
    return " " in text and any("a" <= letter <= "z" for letter in text)


def in_language(text: str, language: str) -> str:
    """Translate a text of the knowledge into a language; see `in_words`."""
    return in_words(text, Messages(language, DOMAIN))


def in_words(text: str, words: Messages) -> str:
    """Translate a text of the knowledge, or one text after the other where several were joined by semicolons.

    Args:
        text: as the files write it; what nobody has translated stays as it is.
        words: the catalogue `facts` of a language.
    """
    whole = words.verbatim(text)
    parts = text.split(_JOINT)
    if whole != text or len(parts) == 1:
        return whole
    told: list[str] = []
    while parts:
        length = next((size for size in range(len(parts), 1, -1) if _is_known(parts[:size], words)), 1)
        told.append(words.verbatim(_JOINT.join(parts[:length])))
        parts = parts[length:]
    return _JOINT.join(told)


def _is_known(parts: list[str], words: Messages) -> bool:
    text = _JOINT.join(parts)
    return words.verbatim(text) != text
