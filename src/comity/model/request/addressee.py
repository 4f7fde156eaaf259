"""Facts about who is asked (ids `addressee.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment, Statement


@dataclass(frozen=True, slots=True)
class AddresseeFacts:
    """Facts about who is asked (ids `addressee.*`).

    Attributes:
        name: addressee.
        legal_entity: exact legal entity.
        kind: provider | isp | exchange | registrar | central_authority | contact_24_7 | ncb | court | eu_designated_establishment
            | eu_legal_representative.
        state: ISO country code.
        channel: portal | post | email | contact_24_7 | central_authority | ncb | diplomatic | ecodex.
        contact_verified_on: date the contact was last verified.
        accepted_languages: languages accepted.
        requires_portal: addressee only accepts its portal.
        portal_account: an active portal account exists.
        treaty_status: party | not_party | unknown for the instrument relied on.
        treaty_status_checked_on: date the treaty status was checked.
        reservations_checked: reservations and declarations checked.
        enforcing_authority_notified: EU enforcing authority notified.
        de_minimis_note: requested state's de minimis policy considered.
        agreement_in_force: CLOUD Act agreement in force with issuing state.
        holder_basis: why the addressee is believed to hold or control the data.
    """

    name: str | None = None
    legal_entity: str | None = None
    kind: str | None = None
    state: str | None = None
    channel: str | None = None
    contact_verified_on: Moment | None = None
    accepted_languages: tuple[str, ...] = ()
    requires_portal: Statement | None = None
    portal_account: Statement | None = None
    treaty_status: str | None = None
    treaty_status_checked_on: Moment | None = None
    reservations_checked: Statement | None = None
    enforcing_authority_notified: Statement | None = None
    de_minimis_note: str | None = None
    agreement_in_force: Statement | None = None
    holder_basis: str | None = None
