"""Facts about who asks (ids `authority.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment, Statement


@dataclass(frozen=True, slots=True)
class AuthorityFacts:
    """Facts about who asks (ids `authority.*`).

    Attributes:
        issuing_name: authority that issues.
        issuing_type: police | prosecutor | investigating_judge | judge | court | central_authority | contact_24_7 | fiu.
        issuing_state: ISO country code of the issuing state.
        contact_name: person in charge.
        contact_email: e-mail.
        contact_phone: telephone with country code.
        office_hours: office hours.
        time_zone: time zone of the office.
        email_official_domain: e-mail is on a government domain.
        badge_id: badge or service number.
        supervisor_contact: supervisor's name and call-back number.
        validating_name: validating authority.
        validating_type: type of validating authority.
        validation_date: date of validation.
        competence_shown: competence of signatory shown.
        central_name: own central authority.
        investigating_unit: operational unit if different.
        prosecutor_or_court: prosecution office or court in charge and case number.
        independent_authorisation: authorised by a court or other independent body.
    """

    issuing_name: str | None = None
    issuing_type: str | None = None
    issuing_state: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    office_hours: str | None = None
    time_zone: str | None = None
    email_official_domain: Statement | None = None
    badge_id: str | None = None
    supervisor_contact: str | None = None
    validating_name: str | None = None
    validating_type: str | None = None
    validation_date: Moment | None = None
    competence_shown: Statement | None = None
    central_name: str | None = None
    investigating_unit: str | None = None
    prosecutor_or_court: str | None = None
    independent_authorisation: Statement | None = None
