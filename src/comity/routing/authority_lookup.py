"""Whom to write to in another State, and who signs at home, with everything that is not sure about them."""

from __future__ import annotations

from collections.abc import Sequence

from comity.knowledge.answer import Answer
from comity.law.authority import Role
from comity.law.competence import Competent
from comity.law.state_rules import mla_languages
from comity.routing.ask import Ask
from comity.routing.route_draft import RouteDraft
from comity.text.messages import mark

CENTRAL: tuple[Role, ...] = ("central_authority_mla", "mla_receiving", "mla_execution")
POINT_24_7: tuple[Role, ...] = ("contact_24_7",)
INTERPOL: tuple[Role, ...] = ("ncb_interpol",)

_ROLE_WORDS: dict[Role, str] = {
    "central_authority_mla": mark("central authority for legal assistance of {state}"),
    "contact_24_7": mark("24/7 contact point of {state}"),
    "ncb_interpol": mark("National Central Bureau of INTERPOL of {state}"),
    "vasp_regulator": mark("regulator of virtual asset providers of {state}"),
}


def authority_of(ask: Ask, state: str, roles: Sequence[Role]) -> Answer[Competent] | None:
    """Find the authority of a State in the first role that is filled, the surest where several are.

    Args:
        ask: what is asked.
        state: ISO 3166-1 alpha-2 code.
        roles: roles that can take the request, the proper one first.
    """
    try:
        found = [(len(one.weak), place, one) for place, role in enumerate(roles) for one in ask.law.competent(state, role, ask.on)]
    except KeyError:
        return None
    return min(found, key=lambda entry: entry[:2])[2] if found else None


def name_of(ask: Ask, found: Answer[Competent] | None, state: str, role: Role) -> str:
    """Name an authority for a letter: its own name and its State, or its role where no row names it."""
    if found is None:
        return ask.t(_ROLE_WORDS.get(role, "{state}"), state=ask.state_name(state))
    return f"{ask.authority_name(found.value.authority.name)} ({ask.state_name(state)})"


def address_authority(draft: RouteDraft, state: str, roles: Sequence[Role]) -> None:
    """Address a draft to an authority of a State and let it rest on that authority's row."""
    ask = draft.ask
    found = authority_of(ask, state, roles)
    draft.addressee = name_of(ask, found, state, roles[0])
    draft.addressee_state = state
    if found is None:
        draft.because("authority_missing", role=ask.t(_ROLE_WORDS.get(roles[0], "{state}"), state=ask.state_name(state)))
        return
    row = found.value.authority
    draft.addressee_id = row.id
    draft.rests_on(found)
    if row.stale:
        draft.because("authority_stale", row.provenance("name"), authority=draft.addressee)
    if found.value.must_confirm:
        draft.because("authority_confirm", authority=draft.addressee)


def speak_its_languages(draft: RouteDraft, state: str) -> None:
    """Let a draft rest on the languages in which a State takes requests."""
    row = draft.ask.law.states.get(state)
    if row is None:
        advice = draft.ask.t("ask the central authority")
        draft.because("row_missing", what=draft.ask.t("languages of requests to {state}", state=state), advice=advice)
        return
    found = mla_languages(row, draft.ask.on)
    draft.rests_on(found)
    draft.languages = found.value.accepted
    told = ", ".join((*found.value.accepted, *(f"{one} (*)" for one in found.value.by_reciprocity)))
    draft.because("language_known", row.mla_languages.provenance("languages"), state=draft.ask.state_name(state), languages=told)


def own_office(ask: Ask, roles: Sequence[Role]) -> str:
    """Name the office at home through which a request leaves."""
    return name_of(ask, authority_of(ask, ask.requester, roles), ask.requester, roles[0])
