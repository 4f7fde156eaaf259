"""Whether an identifier suffices for a provider to find the account: forms it searches, forms it never searches, and what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from comity.knowledge.answer import Answer, Ternary, Weakness, ground
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.model.identifier import IdentifierKind
from comity.providers.provider import IdentifierForm, Provider
from comity.text.messages import say

_FORMS: dict[IdentifierKind, tuple[str, ...]] = {
    IdentifierKind.EMAIL: ("email", "email_google", "ms_account_email", "apple_account_email", "email_or_login"),
    IdentifierKind.PHONE: ("phone_e164",),
    IdentifierKind.IPV4: ("ip_with_timestamp",),
    IdentifierKind.IPV6: ("ip_with_timestamp",),
    IdentifierKind.IMEI: ("imei", "android_id_or_imei"),
    IdentifierKind.IBAN: ("iban",),
    IdentifierKind.TXID: ("txid_hex64", "transaction_id"),
    IdentifierKind.EVM: ("address_evm", "address_to_freeze"),
    IdentifierKind.TRON: ("address_tron", "address_to_freeze"),
    IdentifierKind.BTC: ("address_btc",),
    IdentifierKind.DOMAIN: ("domain_name", "custom_domain_mx"),
    IdentifierKind.CARD: ("card_fragment", "order_or_card"),
}
"""Forms of the catalogue that an identifier of a kind can have."""

_NAMES = frozenset(
    {
        "username",
        "username_with_date",
        "username_url",
        "screen_name",
        "handle",
        "user_handle",
        "vanity_url",
        "login",
        "email_or_login",
        "skype_name",
        "nic_handle",
        "online_id",
        "gamertag",
        "wechat_id",
        "line_id",
        "kakao_id",
        "shopper_id",
    }
)
"""Forms that a handle can have."""

_ADDRESSES = frozenset({IdentifierKind.PROFILE_URL, IdentifierKind.URL})
_GENERAL = frozenset(form for forms in _FORMS.values() for form in forms)
_STRICT = frozenset({IdentifierKind.HANDLE, IdentifierKind.PHONE, IdentifierKind.IMEI})
"""Kinds whose value cannot be the provider's if it does not fit the form; others may have forms that the catalogue does not list."""

_NEVER: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "display_name",
        ("display name", "nickname", "profile name", "push name", "persona", "screen name", "in-game name", "host first name"),
    ),
    ("real_name", ("real name", "name alone", "personal name", "first and last name", "name of a suspect", "account name")),
    ("photo", ("photo", "picture", "image", "media", "screenshot")),
    ("ip_alone", ("IP address alone", "IP without time", "IP address without time", "IP address")),
    ("exit_ip", ("exit IP",)),
)
"""What a `not_sufficient` text is about, by words in it."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An identifier as the requester has it.

    Attributes:
        kind: what it is.
        value: the normal form.
        seen_at: when it was seen or used, as stated; None when not stated.
        port: source port beside an address; None when not stated.
        is_display_name: whether it is only a name shown on a profile.
        also: other identifiers given beside it, by form (`email`, `profile_url` …).
    """

    kind: IdentifierKind
    value: str
    seen_at: str | None = None
    port: int | None = None
    is_display_name: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """Whether an identifier suffices.

    Attributes:
        value: `yes`, `no` or `unknown`.
        form: the form that it fits; None where it fits none.
        missing: what has to be added (`date_seen`, `time`); empty where nothing is known to be missing.
        note: what the sources say.
        better: forms by which the provider surely finds an account.
    """

    value: Ternary
    form: str | None
    missing: tuple[str, ...]
    note: str
    better: tuple[str, ...]


def sufficiency(provider: Provider, sighting: Sighting, on: date) -> Answer[Sufficiency]:
    """Match an identifier against the forms that a provider searches and those that it does not.

    Returns:
        `no` where a text of the catalogue rules it out or something it asks for is missing; `unknown` where the catalogue says nothing.
    """
    refused = _refused(provider, sighting)
    if refused is not None:
        return _answer(provider, Sufficiency(Ternary.NO, None, (), refused, _better(provider)), "not_sufficient", on)
    forms = [form for form in provider.identifiers if _is_candidate(form, sighting) and _fits(form, sighting)]
    form = min(forms, key=lambda one: (bool(_missing(one, sighting, provider)), not one.sufficient), default=None)
    if form is None:
        misfit = _misfit(provider, sighting)
        note = misfit or say("the catalogue names no such form")
        value = Ternary.NO if misfit and sighting.kind in _STRICT else Ternary.UNKNOWN
        return _answer(provider, Sufficiency(value, None, (), note, _better(provider)), "identifiers", on)
    missing = _missing(form, sighting, provider)
    value = Ternary.NO if missing or not form.sufficient else Ternary.YES
    found = Sufficiency(value, form.kind, missing, form.note or "", () if value is Ternary.YES else _better(provider))
    return _answer(provider, found, f"identifiers[{form.kind}]", on)


@lru_cache(maxsize=1024)
def compiled(regex: str) -> re.Pattern[str]:
    """Compile a pattern of the catalogue once."""
    return re.compile(regex)


def _refused(provider: Provider, sighting: Sighting) -> str | None:
    for text in provider.not_sufficient:
        about = {topic for topic, words in _NEVER if any(word.lower() in text.lower() for word in words)}
        if sighting.is_display_name and about & {"display_name", "real_name"}:
            return text
        if sighting.kind in (IdentifierKind.IPV4, IdentifierKind.IPV6):
            if "exit_ip" in about:
                return text
            is_bare = sighting.seen_at is None
            if "ip_alone" in about and (is_bare or "alone" in text or text == "IP address") and not sighting.also:
                return text
    return None


def _is_candidate(form: IdentifierForm, sighting: Sighting) -> bool:
    if sighting.kind is IdentifierKind.HANDLE:
        return form.kind in _NAMES
    if sighting.kind in (IdentifierKind.ACCOUNT_ID, IdentifierKind.OTHER):
        return form.kind not in _GENERAL and form.kind not in _NAMES
    if sighting.kind in _ADDRESSES:
        return form.kind not in _GENERAL
    return form.kind in _FORMS.get(sighting.kind, ())


def _fits(form: IdentifierForm, sighting: Sighting) -> bool:
    return any(compiled(form.regex).search(text) for text in _written(form, sighting))


def _written(form: IdentifierForm, sighting: Sighting) -> tuple[str, ...]:
    """Write the identifier as the form wants it, so that the pattern can be tried."""
    value = sighting.value.strip()
    if form.kind == "ip_with_timestamp":
        port = "" if sighting.port is None else f":{sighting.port}"
        return (f"{value}{port} {sighting.seen_at or '2026-01-01T00:00:00Z'}", f"{value}{port} 2026-01-01T00:00:00Z")
    if form.kind == "username_with_date":
        day = (sighting.seen_at or "2026-01-01")[:10]
        bare = value.removeprefix("@")
        return (f"{bare}@{day}", f"{bare} {day}")
    bare = value.removeprefix("@")
    return (value, bare, f"@{bare}")


def _missing(form: IdentifierForm, sighting: Sighting, provider: Provider) -> tuple[str, ...]:
    missing: list[str] = []
    if sighting.seen_at is None:
        if form.kind == "username_with_date" or any(
            "without a date" in text for text in provider.not_sufficient if form.kind == "username"
        ):
            missing.append("date_seen")
        if form.kind == "ip_with_timestamp":
            missing.append("time")
    return tuple(missing)


def _misfit(provider: Provider, sighting: Sighting) -> str:
    """Tell which form this kind of identifier should fit, but does not; empty where the catalogue has none for the kind."""
    wanted = [form for form in provider.identifiers if _is_candidate(form, sighting)]
    if not wanted:
        return ""
    return say("it does not fit the form `{form}`: {example}", form=wanted[0].kind, example=wanted[0].note or wanted[0].example)


def _better(provider: Provider) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.kind for form in provider.identifiers if form.sufficient))


def _answer(provider: Provider, value: Sufficiency, field: str, on: date) -> Answer[Sufficiency]:
    weakness = Weakness.UNKNOWN if value.value is Ternary.UNKNOWN else None
    found = ground(provider, f"providers/{provider.id}", on, life=shelf_life(FactKind.IDENTIFIERS), field=field, weakness=weakness)
    return Answer(value, on, (found,), value.note)
