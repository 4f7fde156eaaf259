"""Facts about the case behind the request (ids `case.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment, Number, Statement


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Facts about the case behind the request (ids `case.*`).

    Attributes:
        offence_title: offence.
        offence_provision: article and law.
        offence_text: text of the provision or statement of law.
        max_penalty_years: maximum custodial penalty in years.
        offence_from: start of conduct.
        offence_to: end of conduct.
        offence_place: place of conduct.
        facts: summary of facts.
        stage: stage of proceedings.
        suspects: persons under investigation with identifiers.
        victims: victims.
        damage_amount: loss.
        damage_currency: ISO currency code.
        dual_criminality_note: conduct-based statement of dual criminality.
        speech_offence: offence consists of expression.
        political_offence_risk: offence could be seen as political.
        military_or_fiscal: military or purely fiscal offence.
        death_penalty_exposed: offence carries the death penalty.
        death_penalty_assurance: assurance not to seek, impose or carry out.
        rights_risk_assessment: assessment of torture, discrimination and fair-trial risk.
        discrimination_risk: indications of prosecution on a protected ground.
        ne_bis_in_idem_checked: double jeopardy checked.
        limitation_date: date limitation expires.
        next_hearing: next hearing or custody limit.
        parallel_requests: other requests on the same data, any channel.
        covert: investigation is covert.
        child_victim: child involved.
        listed_eu_offence: offence in the EU list.
        us_person_target: a US person or person in the US is targeted.
        name_variants: names in original script and transliterations.
        file_entities: names and identifiers known to the case file.
    """

    offence_title: str | None = None
    offence_provision: str | None = None
    offence_text: str | None = None
    max_penalty_years: Number | None = None
    offence_from: Moment | None = None
    offence_to: Moment | None = None
    offence_place: str | None = None
    facts: str | None = None
    stage: str | None = None
    suspects: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    damage_amount: str | None = None
    damage_currency: str | None = None
    dual_criminality_note: str | None = None
    speech_offence: Statement | None = None
    political_offence_risk: Statement | None = None
    military_or_fiscal: Statement | None = None
    death_penalty_exposed: Statement | None = None
    death_penalty_assurance: str | None = None
    rights_risk_assessment: str | None = None
    discrimination_risk: Statement | None = None
    ne_bis_in_idem_checked: Statement | None = None
    limitation_date: Moment | None = None
    next_hearing: Moment | None = None
    parallel_requests: tuple[str, ...] = ()
    covert: Statement | None = None
    child_victim: Statement | None = None
    listed_eu_offence: Statement | None = None
    us_person_target: Statement | None = None
    name_variants: tuple[str, ...] = ()
    file_entities: tuple[str, ...] = ()
