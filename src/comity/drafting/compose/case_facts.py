"""The case behind the request: offence, conduct, persons, loss."""

from __future__ import annotations

from decimal import Decimal

from comity.drafting.compose.situation import Situation
from comity.model.case import Loss, Offence
from comity.model.request.case_facts import CaseFacts


def case_facts(situation: Situation) -> CaseFacts:
    """Fill the facts about the case; questions of rights and risks are left to a person."""
    case = situation.case
    provisions = [offence.national_article for offence in case.offences if offence.national_article]
    texts = [offence.text for offence in case.offences if offence.text]
    amount, currency = _damage(case.losses)
    return CaseFacts(
        offence_title="; ".join(_titles(situation)) or None,
        offence_provision=situation.told("case.offence_provision", "; ".join(provisions)),
        offence_text=situation.told("case.offence_text", "\n".join(texts)),
        max_penalty_years=_penalty(case.offences),
        offence_from=case.offence_from,
        offence_to=case.offence_to,
        offence_place=situation.told("case.offence_place", case.offence_place),
        facts=situation.told("case.facts", case.facts),
        suspects=_all_told(situation, "case.suspects", case.suspects),
        victims=_all_told(situation, "case.victims", tuple(dict.fromkeys(loss.victim for loss in case.losses))),
        damage_amount=amount,
        damage_currency=currency,
        death_penalty_exposed=_death_penalty(situation),
        covert=True if case.secrecy.asked else None,
    )


def _titles(situation: Situation) -> list[str]:
    rows = [situation.law.offences[offence.id] for offence in situation.case.offences if offence.id]
    return [row.title.told(situation.language) for row in rows]


def _penalty(offences: tuple[Offence, ...]) -> float | None:
    """The longest prison term stated; unknown as long as none is."""
    known = [offence.max_penalty_years for offence in offences if offence.max_penalty_years is not None]
    longest = max(known, default=None)
    return int(longest) if longest is not None and longest == int(longest) else longest


def _all_told(situation: Situation, field_id: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """All of the texts, or none: a list with holes would look complete."""
    told = tuple(text for text in texts if situation.told(field_id, text))
    return told if len(told) == len(texts) else ()


def _damage(losses: tuple[Loss, ...]) -> tuple[str | None, str | None]:
    """Add the losses up, exactly and apart for each currency.

    Returns:
        Amount and currency; for several currencies the amounts, each with its code, and no currency apart.
    """
    sums: dict[str, Decimal] = {}
    for loss in losses:
        sums[loss.currency] = sums.get(loss.currency, Decimal(0)) + Decimal(loss.amount.replace(",", "."))
    if len(sums) <= 1:
        return next(((f"{total:f}", currency) for currency, total in sums.items()), (None, None))
    return "; ".join(f"{total:f} {currency}" for currency, total in sums.items()), None


def _death_penalty(situation: Situation) -> bool | None:
    """False where the State was read to have abolished it; otherwise a person has to say."""
    state = situation.law.states.get(situation.case.requesting_state)
    row = state.death_penalty if state else None
    return False if row is not None and row.status == "abolished" and row.confidence == "read" else None
