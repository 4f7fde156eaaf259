"""A request for electronic evidence as a value: every fact that an instrument can demand, typed, each of them optional.

A draft has holes, so nothing is required here; what an instrument demands is data, and what is wrong with a draft is a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.model.finding import Override
from comity.model.request.addressee import AddresseeFacts
from comity.model.request.asset import AssetFacts
from comity.model.request.authority import AuthorityFacts
from comity.model.request.case_facts import CaseFacts
from comity.model.request.data import DataFacts
from comity.model.request.data_protection import DataProtectionFacts
from comity.model.request.emergency import EmergencyFacts
from comity.model.request.evidence import EvidenceFacts
from comity.model.request.hearing import HearingFacts
from comity.model.request.interception import InterceptionFacts
from comity.model.request.joint_team import JointTeamFacts
from comity.model.request.preservation import PreservationFacts
from comity.model.request.request_facts import RequestFacts
from comity.model.request.spontaneous import SpontaneousFacts
from comity.model.request.standard_of_proof import StandardOfProofFacts
from comity.model.request.target import Target
from comity.model.request.tracking import TrackingFacts
from comity.model.request.transfer import TransferFacts


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """A request, drafted or read.

    Each attribute but the last ones is a group of request facts; the id of a fact is `group.name`.

    Attributes:
        targets: the identifiers about which data is asked (ids `target.*`).
        today: the day on which the draft is looked at; None lets the caller's clock decide.
        overrides: blocks that a named senior lets pass.
        training: whether the draft belongs to an exercise (documentation addresses stand for public ones).
    """

    request: RequestFacts = RequestFacts()
    authority: AuthorityFacts = AuthorityFacts()
    addressee: AddresseeFacts = AddresseeFacts()
    case: CaseFacts = CaseFacts()
    data: DataFacts = DataFacts()
    preservation: PreservationFacts = PreservationFacts()
    emergency: EmergencyFacts = EmergencyFacts()
    interception: InterceptionFacts = InterceptionFacts()
    evidence: EvidenceFacts = EvidenceFacts()
    pc: StandardOfProofFacts = StandardOfProofFacts()
    asset: AssetFacts = AssetFacts()
    hearing: HearingFacts = HearingFacts()
    jit: JointTeamFacts = JointTeamFacts()
    transfer: TransferFacts = TransferFacts()
    spont: SpontaneousFacts = SpontaneousFacts()
    dp: DataProtectionFacts = DataProtectionFacts()
    tracking: TrackingFacts = TrackingFacts()
    targets: tuple[Target, ...] = ()
    today: date | None = None
    overrides: tuple[Override, ...] = ()
    training: bool = False
