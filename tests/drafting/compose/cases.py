"""A small case and its routes, made by hand: what the tests of this folder compose from."""

from __future__ import annotations

from datetime import UTC, date, datetime

from comity.drafting.compose.situation import Situation
from comity.law.book import Law
from comity.model.case import Case, CaseLead, Loss, Offence, RequestingAuthority, Secrecy, Urgency, Wanted
from comity.model.category import ChannelKind, DataCategory, UrgencyLevel
from comity.model.identifier import Identifier, IdentifierKind
from comity.model.provenance import Basis
from comity.model.route import Duty, LegalBasis, Route, RouteState
from comity.model.time import Instant, Period, Precision, TimeBasis
from comity.providers.catalog import Catalog

LAW = Law.open()
CATALOG = Catalog.open()
DEPOSIT = "TQdzcsHwbk8sfKhTzMj1gLrE3XfdDB3a6D"
TRANSFER = "188ac3208dcca33c3d4646c49a3054acc77f37cdbce97ac811702eba135f52ae"
PERIOD = Period(date(2026, 10, 5), date(2026, 11, 19), "Asia/Bishkek")


def instant(raw: str, zone: str) -> Instant:
    """An instant whose wall clock is written in a zone six hours east of Greenwich, or UTC."""
    local = datetime.fromisoformat(raw)
    hours = 0 if zone == "UTC" else 6
    utc = datetime(local.year, local.month, local.day, local.hour - hours, local.minute, local.second, tzinfo=UTC)
    return Instant(raw, utc, TimeBasis.EXPLICIT_OFFSET, zone, Precision.SECOND, local)


LEADS = (
    CaseLead(
        Identifier(IdentifierKind.HANDLE, "teskey.prime_sample", "@teskey.prime_sample", provider="instagram"),
        provider="instagram",
        offence_link="the advertisement that began the deceit",
        captured_at="2026-10-05T21:34:10+06:00",
        note="user name on the screenshot",
    ),
    CaseLead(
        Identifier(IdentifierKind.EMAIL, "teskey.prime.sample@gmail.com", "teskey.prime.sample@gmail.com", provider="google"),
        provider="google",
        offence_link="false reports of profit were sent from it",
    ),
    CaseLead(
        Identifier(IdentifierKind.IPV4, "203.0.113.77", "203.0.113.77", at=instant("2026-11-04 21:47:05", "+06:00"), port=51544),
        holder_state="DE",
        note="hosting company, by RDAP",
    ),
    CaseLead(
        Identifier(IdentifierKind.TRON, DEPOSIT, DEPOSIT, at=instant("2026-11-04 03:12:33", "UTC")),
        provider="binance",
        asset="USDT",
        offence_link="10480 USDT of the victims came here",
        note="deposit address of a customer, by the label of an explorer",
    ),
    CaseLead(
        Identifier(IdentifierKind.TXID, TRANSFER, TRANSFER, at=instant("2026-11-04 03:12:33", "UTC")),
        provider="binance",
        note=f"10480.00 USDT to {DEPOSIT}",
    ),
)


def case_of(**changes: object) -> Case:
    """A case of fraud in English, with some values changed."""
    values: dict[str, object] = {
        "requesting_state": "KG",
        "on": date(2026, 11, 20),
        "case_number": "9-2026-0417",
        "offences": (Offence("computer_fraud", "Article 209 of the Criminal Code", None, 7),),
        "facts": "Unknown persons deceived three residents of Bishkek. " * 6,
        "authority": RequestingAuthority(
            "Cybercrime Investigation Unit No. 9, Bishkek (fictitious)",
            "police",
            contact_name="E. Jumabaev",
            contact_email="e.jumabaev@unit9.bishkek.example",
            contact_phone="+996312000009",
            time_zone="Asia/Bishkek",
            portal_accounts=("google",),
        ),
        "urgency": Urgency(UrgencyLevel.URGENT, threat_to_life=False, reason="messages are being deleted"),
        "secrecy": Secrecy(asked=True, reason="the suspects delete messages", order="order of 20 November 2026", until=date(2027, 5, 20)),
        "leads": LEADS,
        "wanted": (
            Wanted(0, DataCategory.SUBSCRIBER, PERIOD),
            Wanted(0, DataCategory.LOGIN_IP, PERIOD),
            Wanted(1, DataCategory.SUBSCRIBER, PERIOD),
            Wanted(1, DataCategory.CONTENT, PERIOD),
            Wanted(2, DataCategory.SUBSCRIBER, Period(date(2026, 11, 4), date(2026, 11, 4))),
            Wanted(3, DataCategory.ASSET_RESTRAINT, PERIOD),
            Wanted(3, DataCategory.KYC, PERIOD),
        ),
        "language": "en",
        "offence_from": date(2026, 10, 5),
        "offence_to": date(2026, 11, 12),
        "offence_place": "Bishkek",
        "losses": (
            Loss("A. Asanova", "45000", "KGS", date(2026, 10, 9)),
            Loss("A. Asanova", "2400", "USDT", date(2026, 10, 19)),
            Loss("N. Bektashev", "3000,50", "USDT", date(2026, 10, 23)),
        ),
        "suspects": ("unknown person using teskey.prime_sample",),
    }
    return Case(**{**values, **changes})  # type: ignore[arg-type]


def route_of(lead: int, category: DataCategory, instrument: str, **changes: object) -> Route:
    """An open route to Google, with some values changed."""
    values: dict[str, object] = {
        "id": f"r{lead}{category.value}{instrument}",
        "lead": lead,
        "category": category,
        "channel": ChannelKind.PRESERVATION,
        "instrument": instrument,
        "addressee": "Google LLC, Law Enforcement Request System",
        "state": RouteState.OPEN,
        "duty": Duty.DISCRETIONARY,
        "languages": ("en",),
        "addressee_id": "google",
        "addressee_state": "US",
        "legal_entity": "Google LLC",
    }
    return Route(**{**values, **changes})  # type: ignore[arg-type]


UNTOC = LegalBasis("untoc", "Articles 3, 18", RouteState.OPEN, Basis.READ)


def situation_of(instrument: str, leads: tuple[int, ...] = (1,), **changes: object) -> Situation:
    """The situation of one draft about some of the leads."""
    case = changes.pop("case", None) or case_of()
    provider = {case.leads[lead].provider for lead in leads}  # type: ignore[attr-defined]
    only = provider.pop() if len(provider) == 1 else None
    values: dict[str, object] = {
        "case": case,
        "instrument": LAW.instruments[instrument],
        "leads": leads,
        "law": LAW,
        "catalog": CATALOG,
        "language": "en",
        "provider": CATALOG[only] if only else None,
    }
    return Situation(**{**values, **changes})  # type: ignore[arg-type]
