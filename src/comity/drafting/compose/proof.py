"""Evidence and proof: what the answer is for, and the facts that the case file already tells with a date and a source."""

from __future__ import annotations

from datetime import date

from comity.drafting.compose.situation import Situation
from comity.model.case import Loss
from comity.model.category import Purpose
from comity.model.request.evidence import EvidenceFacts
from comity.model.request.pleaded_fact import PleadedFact
from comity.model.request.standard_of_proof import StandardOfProofFacts

_GIVES_EVIDENCE = frozenset({"mla", "voluntary", "order", "treaty_direct"})


def evidence_facts(situation: Situation) -> EvidenceFacts:
    """Ask for certificate and digests wherever the answer is meant as evidence; police information is not."""
    if situation.case.purpose is not Purpose.EVIDENCE or situation.instrument.family not in _GIVES_EVIDENCE:
        return EvidenceFacts()
    return EvidenceFacts(certificate_requested=True, hashes_requested=True, used_in_court=True)


def proof_facts(situation: Situation) -> StandardOfProofFacts:
    """Plead the losses, each with its day and source; why they can be relied on is for a person to say."""
    pleaded = tuple(_loss(situation, loss) for loss in situation.case.losses)
    facts = tuple(fact for fact in pleaded if fact is not None)
    if len(facts) != len(pleaded):
        facts = ()
    links = [lead.offence_link for lead in situation.case_leads if lead.offence_link]
    return StandardOfProofFacts(
        facts=facts,
        nexus_account=situation.sentence("pc.nexus_account", "; ".join(dict.fromkeys(links))),
        latest_fact_date=_latest(situation),
    )


def _loss(situation: Situation, loss: Loss) -> PleadedFact | None:
    victim = situation.told("pc.facts", loss.victim)
    if victim is None:
        return None
    text = situation.phrase("loss", victim=victim, amount=loss.amount, currency=loss.currency)
    return PleadedFact(text=text, source=situation.phrase("loss.source", victim=victim), date=loss.on)


def _latest(situation: Situation) -> date | None:
    days = [loss.on for loss in situation.case.losses if loss.on]
    days += [lead.identifier.at.utc.date() for lead in situation.case_leads if lead.identifier.at and lead.identifier.at.utc]
    if situation.case.offence_to:
        days.append(situation.case.offence_to)
    return max((day for day in days if day <= situation.case.on), default=None)
