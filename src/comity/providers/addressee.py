"""Which company of a provider to address: a rule evaluated against requester and user, never a fixed string.

A request to the wrong company of a group is held or dropped. Where the rule needs a fact that is not known, the answer names no company but
the question to ask; where the sources leave several names open, it names them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.knowledge.answer import Answer, Ground, Weakness, ground
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.providers.provider import Provider
from comity.providers.words import regions

BY_USER = frozenset({"user_location", "user_region", "user_residence", "user_registration", "customer_region"})
"""Rules that go by where the user is."""

BY_ACCOUNT = frozenset({"account", "account_terms", "account_country", "contract_entity", "service_and_country"})
"""Rules that go by the terms of the account: the place of the user is only a sign of them."""

ONE_FOR_ALL = frozenset({"single_entity", "entity"})
"""Rules with one company whatever happens."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of the requester and of the user.

    Attributes:
        requester: ISO 3166-1 alpha-2 code of the requesting State.
        user_location: of the State where the user is believed to be; None when unknown.
        registered_phone: the number the account was registered with (E.164); None when unknown.
        account_entity: the company that the terms of the account name; None when unknown.
    """

    requester: str
    user_location: str | None = None
    registered_phone: str | None = None
    account_entity: str | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom to address at a provider.

    Attributes:
        entity: the exact legal entity; None where it is not known (`question` tells what to ask).
        write_to: what to put on the letter: the entity, or the name of the provider where it wants one address and no company.
        region: the part of the world that the rule went by (`us`, `eu`, `uk`, `rest_of_world`, a country code); None where none did.
        wording: what the sources say of that region.
        alternatives: other names that the sources leave open.
        others: names of other companies of the group: a request to one of them goes astray.
        question: code of the question to ask (`providers/questions.yaml`); None where nothing is open.
        domestic_first: whether the requester's own State may have a local company: ask that first.
    """

    entity: str | None
    write_to: str
    region: str | None
    wording: str | None
    alternatives: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    question: str | None = None
    domestic_first: bool = False


def addressee(provider: Provider, asked: Asked, on: date) -> Answer[Addressee]:
    """Evaluate the addressing rule of a provider.

    Returns:
        The addressee as of the day; weak where the entity was not read, is undated or past its shelf life.
    """
    rule = provider.addressing_rule.basis
    if rule == "registered_phone" and (special := _by_phone(provider, asked)) is not None:
        return _answer(provider, special, on)
    if rule in BY_ACCOUNT and asked.account_entity is not None:
        found = _named(provider, asked)
    elif rule == "requester_country":
        found = _regional(provider, asked.requester, asked, None)
    elif rule in BY_USER or rule in BY_ACCOUNT or rule == "registered_phone":
        found = _by_user(provider, asked)
    elif rule in ONE_FOR_ALL:
        found = _regional(provider, None, asked, None)
    elif rule == "single_address":
        found = _single_address(provider, asked)
    elif rule == "named_entity":
        found = _regional(provider, None, asked, "which_company")
    else:
        found = _nobody(provider, asked, "company_not_published")
    return _answer(provider, found, on)


def region_of(provider: Provider, country: str) -> str | None:
    """Tell in which region of a provider's rule a country lies; None where its text does not decide it."""
    groups = regions()
    if country in _names(provider):
        return country
    if country in groups["us"]:
        return "us"
    if country in groups["uk"]:
        return "uk" if provider.legal_entity.uk is not None else "rest_of_world"
    if country in groups["eu"]:
        return "eu" if provider.legal_entity.eu is not None else "rest_of_world"
    if provider.legal_entity.eu is not None and (country in groups["eea_beyond_eu"] or country == "CH"):
        text = f"{provider.legal_entity.eu} {provider.addressing_rule.text}"
        is_named = "Switzerland" in text if country == "CH" else "EEA" in text
        return "eu" if is_named else None
    for group in ("central_asia_caucasus",):
        if country in groups[group] and group in _names(provider):
            return group
    return "rest_of_world"


def _names(provider: Provider) -> dict[str, tuple[str, ...]]:
    """Return the exact names by region; where an overlay rewords a region without naming the company apart, its words are the name."""
    if any(path.startswith("legal_entity_names") for path in provider.overlaid):
        return provider.legal_entity_names
    reworded = {path.removeprefix("legal_entity.") for path in provider.overlaid if path.startswith("legal_entity.")}
    said = {region: _wording(provider, region) for region in reworded}
    return {**provider.legal_entity_names, **{region: (text,) for region, text in said.items() if text}}


def _by_phone(provider: Provider, asked: Asked) -> Addressee | None:
    if asked.registered_phone is None:
        return _nobody(provider, asked, "registered_phone")
    for key, names in _names(provider).items():
        if key.startswith("phone:") and asked.registered_phone.startswith(key.removeprefix("phone:")):
            return _made(provider, asked, key, names, provider.legal_entity.rest_of_world, None)
    return None


def _by_user(provider: Provider, asked: Asked) -> Addressee:
    question = "account_terms" if provider.addressing_rule.basis in BY_ACCOUNT else None
    if asked.user_location is not None:
        return _regional(provider, asked.user_location, asked, question)
    names = {_names(provider).get(region) for region in ("us", "eu", "uk", "rest_of_world") if region in _names(provider)}
    if len(names) == 1 and len(only := next(iter(names)) or ()) == 1:
        return _made(provider, asked, None, only, provider.legal_entity.rest_of_world, question)
    return _nobody(provider, asked, question or "user_location")


def _named(provider: Provider, asked: Asked) -> Addressee:
    name = asked.account_entity or ""
    region = next((key for key, names in _names(provider).items() if name in names), None)
    return _made(provider, asked, region, (name,), None if region is None else _wording(provider, region), None)


def _single_address(provider: Provider, asked: Asked) -> Addressee:
    names = _names(provider).get("rest_of_world", ())
    found = _made(provider, asked, None, names, provider.legal_entity.rest_of_world, None if names else "company_not_published")
    if found.entity is not None and provider.legal_entity.rest_of_world == found.entity:
        return found
    wants_no_company = "not a company" in provider.addressing_rule.text
    return Addressee(
        entity=None if wants_no_company else found.entity,
        write_to=provider.name,
        region=None,
        wording=found.wording,
        alternatives=names if wants_no_company else found.alternatives,
        question=None if wants_no_company else found.question,
        domestic_first=found.domestic_first,
    )


def _regional(provider: Provider, country: str | None, asked: Asked, question: str | None) -> Addressee:
    region = "rest_of_world" if country is None else region_of(provider, country)
    if region is None:
        return _nobody(provider, asked, "region_in_doubt")
    names = _names(provider).get(region, ())
    wording = _wording(provider, region)
    if not names:
        named_in_terms = "terms" in (wording or "")
        return _nobody(provider, asked, question or ("account_terms" if named_in_terms else "company_not_published"), region, wording)
    return _made(provider, asked, region if country is not None else None, names, wording, question)


def _made(
    provider: Provider, asked: Asked, region: str | None, names: tuple[str, ...], wording: str | None, question: str | None
) -> Addressee:
    entity = names[0] if len(names) == 1 else None
    if entity is not None and question == "which_company":
        question = None
    others = {name for group in _names(provider).values() for name in group} - set(names)
    return Addressee(
        entity=entity,
        write_to=entity or provider.name,
        region=region,
        wording=wording,
        alternatives=names if entity is None else (),
        others=tuple(sorted(others)),
        question=question if entity is not None else question or "which_company",
        domestic_first=_is_domestic_first(provider, asked),
    )


def _nobody(provider: Provider, asked: Asked, question: str, region: str | None = None, wording: str | None = None) -> Addressee:
    names = tuple(dict.fromkeys(name for group in _names(provider).values() for name in group))
    return Addressee(
        entity=None,
        write_to=provider.name,
        region=region,
        wording=wording,
        alternatives=names,
        question=question,
        domestic_first=_is_domestic_first(provider, asked),
    )


def _is_domestic_first(provider: Provider, asked: Asked) -> bool:
    """Tell whether the provider, or a local company of its group, may sit in the requester's own State."""
    return asked.requester in provider.local_companies or asked.requester == provider.country


def _wording(provider: Provider, region: str) -> str | None:
    entity = provider.legal_entity
    return {"us": entity.us, "eu": entity.eu, "uk": entity.uk}.get(region, entity.rest_of_world)


def _answer(provider: Provider, found: Addressee, on: date) -> Answer[Addressee]:
    field = found.region if found.region in ("us", "eu", "uk") else "rest_of_world"
    is_reworded = any(path.startswith("legal_entity") for path in provider.overlaid)
    is_doubted = found.wording is not None and "unverified" in found.wording and not is_reworded
    life = shelf_life(FactKind.LEGAL_ENTITY)
    is_open = found.entity is None and found.question is not None
    weakness = Weakness.UNKNOWN if is_open else Weakness.UNVERIFIED if is_doubted else None
    entity: Ground = ground(provider, f"providers/{provider.id}", on, life=life, field=f"legal_entity.{field}", weakness=weakness)
    rule = ground(provider, f"providers/{provider.id}", on, life=shelf_life(FactKind.PROCESS), field="addressing_rule")
    return Answer(found, on, (entity, rule), provider.addressing_rule.text)
