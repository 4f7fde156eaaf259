"""The rest of what a provider says about requests: contacts, freezes, notice to the user, emergencies, languages, figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from comity.knowledge.answer import Answer, Ground, Weakness, ground, merged
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.providers.provider import EmergencyPolicy, Provider, Transparency, UserNotification, Verdict
from comity.text.messages import say


@dataclass(frozen=True, slots=True)
class Intake:
    """Where a request is handed in.

    Attributes:
        portal: address of the portal; None where none is known.
        operator: who runs it (`kodex`), where one account opens several providers; None otherwise.
        email: mailbox for authorities; None where none is known.
        emergency: address or way for emergencies; None where none is known.
        post: postal addresses by region; `*` where there is one for all.
        phone: telephone; None where none is known.
        prerequisites: what has to exist before sending (`portal_account`, `agency_verification`).
        note: what the sources say.
    """

    portal: str | None
    operator: str | None
    email: str | None
    emergency: str | None
    post: tuple[tuple[str, str], ...]
    phone: str | None
    prerequisites: tuple[str, ...]
    note: str

    @property
    def is_known(self) -> bool:
        """Tell whether any way in is known."""
        return bool(self.portal or self.email or self.post or self.phone)


@dataclass(frozen=True, slots=True)
class Freeze:
    """Freezing of funds at a provider.

    Attributes:
        offered: whether it freezes at the request of an authority.
        days: how long; None where it is not known.
        level: `account` or `token_contract`.
        order_needed: whether the sources ask for an order of a court or of the police.
        own_court_needed: whether only an order of the provider's own courts will do, so that the way is legal assistance.
        note: what the sources say.
    """

    offered: Verdict
    days: int | None
    level: str
    order_needed: bool
    own_court_needed: bool
    note: str


def intake(provider: Provider, on: date) -> Answer[Intake]:
    """Tell where requests are handed in, and what has to exist before."""
    row = provider.law_enforcement_contact
    urls = " ".join(filter(None, (row.portal_url, row.note, row.emergency_url)))
    operator = "kodex" if "kodex" in urls.lower() else None
    post = () if row.post is None else (("*", row.post),) if isinstance(row.post, str) else tuple(row.post.items())
    wants_account = operator is not None or re.search(r"portal|LERS|log-in|login|sign up|signin|account", urls, re.IGNORECASE) is not None
    prerequisites = ("portal_account",) if row.portal_url and wants_account else ()
    if "3 business days" in (provider.response_time or "") or "approved first" in (row.note or ""):
        prerequisites = (*prerequisites, "agency_verification")
    value = Intake(row.portal_url, operator, row.email, row.emergency_url, post, row.phone, prerequisites, row.note or "")
    third = Weakness.INFERRED if row.basis == "read_third_party" else Weakness.UNKNOWN if row.basis == "none_found" else None
    weakness = None if any(path.startswith("law_enforcement_contact") for path in provider.overlaid) else third
    life = shelf_life(FactKind.PORTAL)
    found = ground(provider, f"providers/{provider.id}", on, life=life, field="law_enforcement_contact", weakness=weakness)
    return Answer(value, on, (found,), value.note)


def freeze(provider: Provider, on: date) -> Answer[Freeze]:
    """Tell whether the provider freezes funds, and on what."""
    row = provider.asset_freeze
    if row is None:
        return Answer(
            Freeze("unknown", None, "account", order_needed=False, own_court_needed=False, note=""),
            on,
            (),
            say("the catalogue does not say"),
        )
    note = row.note or ""
    value = Freeze(
        offered=row.offered,
        days=row.days,
        level=row.level or "account",
        order_needed="order" in note,
        own_court_needed="by MLA" in note,
        note=note,
    )
    weakness = Weakness.UNKNOWN if row.offered == "unknown" else Weakness.UNVERIFIED if "not read" in note else None
    return Answer(value, on, (_ground(provider, "asset_freeze", FactKind.PROCESS, on, weakness),), note)


def notice(provider: Provider, on: date) -> Answer[UserNotification]:
    """Tell whether the user is told of a request, and what delays it."""
    row = provider.user_notification
    weakness = Weakness.UNKNOWN if row.default == "unknown" else None
    return Answer(row, on, (_ground(provider, "user_notification", FactKind.PROCESS, on, weakness),), row.note or "")


def emergencies(provider: Provider, on: date) -> Answer[EmergencyPolicy]:
    """Tell whether the provider discloses in danger to life, by which test and in which form."""
    row = provider.emergency_policy
    weakness = Weakness.UNKNOWN if row.accepted == "unknown" else None
    return Answer(row, on, (_ground(provider, "emergency_policy", FactKind.PROCESS, on, weakness),), row.note or "")


def languages(provider: Provider, on: date) -> Answer[tuple[str, ...]]:
    """Tell the languages that the provider reads, by ISO 639 code; remarks of the sources are in the note."""
    codes = dict.fromkeys(found.group(1) for text in provider.languages if (found := re.match(r"([a-z]{2})(?: \(|\Z)", text)))
    remarks = "; ".join(text for text in provider.languages if not re.fullmatch(r"[a-z]{2}", text))
    weakness = None if codes else Weakness.UNKNOWN
    return Answer(tuple(codes), on, (_ground(provider, "languages", FactKind.PROCESS, on, weakness),), remarks)


def response_time(provider: Provider, on: date) -> Answer[str | None]:
    """Tell the usual time to an answer in the words of the source; None where none is published."""
    grounds = () if provider.response_time is None else (_ground(provider, "response_time", FactKind.PROCESS, on, None),)
    return Answer(provider.response_time, on, grounds)


def figures(provider: Provider, country: str, on: date) -> Answer[tuple[Transparency, ...]]:
    """List the published figures about requests of a State."""
    rows = tuple(row for row in provider.transparency if row.country == country)
    grounds = merged(_ground(provider, f"transparency[{row.country},{row.period},{row.kind}]", FactKind.HISTORY, on, None) for row in rows)
    return Answer(rows, on, grounds)


def _ground(provider: Provider, field: str, kind: FactKind, on: date, weakness: Weakness | None) -> Ground:
    return ground(provider, f"providers/{provider.id}", on, life=shelf_life(kind), field=field, weakness=weakness)
