"""Facts about use as evidence (ids `evidence.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Statement


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """Facts about use as evidence (ids `evidence.*`).

    Attributes:
        certificate_requested: certificate of authenticity requested.
        certificate_type: form of certificate.
        hashes_requested: hash values requested.
        used_in_court: will be used in court.
        witness_needed: custodian or expert testimony needed.
        consent_to_use: consent to use police information as evidence.
        conditions_recorded: conditions of use recorded.
        custody_form: chain-of-custody form requested.
    """

    certificate_requested: Statement | None = None
    certificate_type: str | None = None
    hashes_requested: Statement | None = None
    used_in_court: Statement | None = None
    witness_needed: Statement | None = None
    consent_to_use: Statement | None = None
    conditions_recorded: Statement | None = None
    custody_form: Statement | None = None
