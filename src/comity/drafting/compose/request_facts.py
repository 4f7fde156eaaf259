"""The request itself: its date and number, urgency, secrecy and legal basis."""

from __future__ import annotations

from comity.drafting.compose.situation import Situation
from comity.model.provenance import Basis
from comity.model.request.request_facts import RequestFacts
from comity.model.route import LegalBasis


def request_facts(situation: Situation) -> RequestFacts:
    """Fill the facts about the request; signature, seal and transport are for a person to state."""
    case = situation.case
    return RequestFacts(
        instrument=situation.instrument.id,
        date=case.on,
        reference=case.case_number or None,
        urgency=case.urgency.level.value,
        urgency_reason=situation.sentence("request.urgency_reason", case.urgency.reason),
        language=situation.language,
        signatory_name=situation.told("request.signatory_name", case.authority.signatory_name),
        signatory_title=situation.told("request.signatory_title", case.authority.signatory_title),
        legal_basis_international=_basis(situation),
        confidentiality_requested=True if case.secrecy.asked else None,
        confidentiality_reason=situation.sentence("request.confidentiality_reason", case.secrecy.reason),
        non_disclosure_order=situation.told("request.non_disclosure_order", case.secrecy.order),
        non_disclosure_until=case.secrecy.until,
    )


def _basis(situation: Situation) -> str | None:
    """Name the surest treaty of the route, if both States were read to be bound by it; its age, the treaty status tells.

    One that nobody read to be in force is not cited as if it were, and further ones may not cover the case: a person adds them.
    """
    surest = situation.route.bases[0] if situation.route and situation.route.bases else None
    return _named(situation, surest) if surest is not None and surest.basis is Basis.READ else None


def _named(situation: Situation, basis: LegalBasis) -> str:
    name = situation.law.treaties[basis.treaty].title.told(situation.language)
    return f"{name}, {basis.articles}" if basis.articles else name
