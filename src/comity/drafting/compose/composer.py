"""Compose the draft of one request: every group of facts from its own module."""

from __future__ import annotations

from dataclasses import dataclass

from comity.drafting.compose.addressee import addressee_facts
from comity.drafting.compose.answer_file import AnswerEntry, answered
from comity.drafting.compose.asset import asset_facts
from comity.drafting.compose.authority import authority_facts
from comity.drafting.compose.case_facts import case_facts
from comity.drafting.compose.data import data_facts
from comity.drafting.compose.emergency import emergency_facts
from comity.drafting.compose.missing import Missing, missing_facts
from comity.drafting.compose.preservation import preservation_facts
from comity.drafting.compose.proof import evidence_facts, proof_facts
from comity.drafting.compose.request_facts import request_facts
from comity.drafting.compose.situation import Situation
from comity.drafting.compose.targets import targets
from comity.drafting.compose.tracking import tracking_facts
from comity.model.request.evidence_request import EvidenceRequest


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with what it lacks.

    Attributes:
        situation: what it was made from.
        request: the request.
        missing: what only a person can give.
    """

    situation: Situation
    request: EvidenceRequest
    missing: tuple[Missing, ...]


def compose(situation: Situation) -> EvidenceRequest:
    """Make the request of a situation; nothing in it is invented, so it has holes."""
    return EvidenceRequest(
        request=request_facts(situation),
        authority=authority_facts(situation),
        addressee=addressee_facts(situation),
        case=case_facts(situation),
        data=data_facts(situation),
        preservation=preservation_facts(situation),
        emergency=emergency_facts(situation),
        evidence=evidence_facts(situation),
        pc=proof_facts(situation),
        asset=asset_facts(situation),
        tracking=tracking_facts(situation),
        targets=targets(situation),
        today=situation.case.on,
        training=situation.training,
    )


def draft_of(situation: Situation, answers: tuple[AnswerEntry, ...] = (), language: str | None = None) -> Draft:
    """Make a draft, fill in what the investigator answered, and ask for the rest.

    Args:
        situation: what it is made from.
        answers: the entries of a file of answers; those that fit are used.
        language: language of the questions; that of the letter when None.
    """
    request = answered(compose(situation), situation, answers)
    return Draft(situation, request, missing_facts(situation, request, language or situation.language))
