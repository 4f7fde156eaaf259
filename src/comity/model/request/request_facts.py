"""Facts about the request itself: its date, language, basis and form (ids `request.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment, Statement


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """Facts about the request itself: its date, language, basis and form (ids `request.*`).

    Attributes:
        instrument: instrument id chosen.
        date: date of the request.
        reference: requester's own reference.
        status_new_or_followup: new, follow-up to an MLA request, or follow-up to a preservation request.
        urgency: routine | urgent | emergency.
        urgency_reason: why it is urgent.
        language: language of the text sent.
        translation_attached: translation into an accepted language attached.
        translation_certified: translation certified.
        body: full text of the request.
        body_translated: full text of the translation.
        signed: signed by a competent official.
        signatory_name: name of signatory.
        signatory_title: title of signatory.
        seal_or_esignature: seal or qualified e-signature present.
        legalisation: apostille or legalisation where required.
        response_deadline: date by which an answer is needed.
        deadline_reason: why that date.
        return_channel: where and how to send the answer.
        legal_basis_international: treaty, convention, arrangement or reciprocity relied on.
        legal_basis_domestic: domestic provision that empowers the issuing authority.
        similar_measure_domestic: statement that the measure could be ordered in a similar domestic case.
        reciprocity_statement: undertaking of reciprocity.
        domestic_order: domestic court order or warrant attached.
        confidentiality_requested: confidentiality requested.
        confidentiality_reason: why.
        non_disclosure_order: order or statutory basis preventing user notice.
        non_disclosure_until: expiry of the non-disclosure period.
        special_procedure: formality the requesting law needs (oath, certificate, presence, format).
        use_limitation_undertaking: undertaking on use, speciality and confidentiality.
        attachments_listed: attachments named in the text.
        attachments_present: attachments actually bundled.
        encrypted_transport: sent over an encrypted and authenticated channel.
        formal_confirmation_planned: formal confirmation after expedited transmission.
        draft_reviewed: draft informally reviewed by liaison or central authority.
        cost_statement: statement on extraordinary costs.
    """

    instrument: str | None = None
    date: Moment | None = None
    reference: str | None = None
    status_new_or_followup: str | None = None
    urgency: str | None = None
    urgency_reason: str | None = None
    language: str | None = None
    translation_attached: Statement | None = None
    translation_certified: Statement | None = None
    body: str | None = None
    body_translated: str | None = None
    signed: Statement | None = None
    signatory_name: str | None = None
    signatory_title: str | None = None
    seal_or_esignature: Statement | None = None
    legalisation: Statement | None = None
    response_deadline: Moment | None = None
    deadline_reason: str | None = None
    return_channel: str | None = None
    legal_basis_international: str | None = None
    legal_basis_domestic: str | None = None
    similar_measure_domestic: Statement | None = None
    reciprocity_statement: Statement | None = None
    domestic_order: Statement | None = None
    confidentiality_requested: Statement | None = None
    confidentiality_reason: str | None = None
    non_disclosure_order: str | None = None
    non_disclosure_until: Moment | None = None
    special_procedure: str | None = None
    use_limitation_undertaking: Statement | None = None
    attachments_listed: tuple[str, ...] = ()
    attachments_present: tuple[str, ...] = ()
    encrypted_transport: Statement | None = None
    formal_confirmation_planned: Statement | None = None
    draft_reviewed: Statement | None = None
    cost_statement: str | None = None
