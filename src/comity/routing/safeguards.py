"""Which tests of human rights a route triggers, and the question that each of them puts to the requester.

Some are asked of every request (legality, necessity, proportionality …); the others when the category, the offence, the facts or
the two States call for them. The questions are data (`law/safeguards/`).
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.model.category import ChannelKind, DataCategory
from comity.model.route import Question
from comity.routing.ask import Ask
from comity.routing.route_draft import RouteDraft

_CHANNELS = {
    ChannelKind.PRESERVATION: "preservation",
    ChannelKind.PRESERVATION_24_7: "preservation",
    ChannelKind.EXTENSION: "preservation",
    ChannelKind.VOLUNTARY: "voluntary",
    ChannelKind.EMERGENCY: "emergency",
    ChannelKind.ASSET_FREEZE: "voluntary",
    ChannelKind.POLICE: "police",
    ChannelKind.SPONTANEOUS: "police",
    ChannelKind.MLA: "mla",
    ChannelKind.SECOND_PROTOCOL: "mla",
    ChannelKind.EU_ORDER: "mla",
    ChannelKind.CLOUD_ACT: "mla",
    ChannelKind.DOMESTIC: "mla",
}
_ALWAYS = (
    "legality",
    "necessity",
    "proportionality",
    "purpose_limitation",
    "data_protection",
    "confidentiality",
    "right_addressee",
    "authenticity",
)
_AT_HOME = ("legality", "necessity", "proportionality", "confidentiality", "authenticity")
_INTRUSIVE = {DataCategory.TRAFFIC, DataCategory.CONTENT, DataCategory.REALTIME_TRAFFIC, DataCategory.REALTIME_CONTENT}
_CONTENT = {DataCategory.CONTENT, DataCategory.REALTIME_CONTENT}
_SPEECH_OFFENCES = {"racism_xenophobia"}
_POLITICAL_OFFENCES = {"racism_xenophobia", "terrorism_ict"}
_CHILD_OFFENCES = {"csam", "grooming"}
_DIRECT = {ChannelKind.PRESERVATION, ChannelKind.EXTENSION, ChannelKind.VOLUNTARY, ChannelKind.EMERGENCY, ChannelKind.ASSET_FREEZE}


def safeguards_of(draft: RouteDraft) -> tuple[str, ...]:
    """List the ids of the tests that a route triggers, in the order of the knowledge base; none for a closed route."""
    if draft.is_closed:
        return ()
    wanted = set(_triggered(draft))
    channel = _CHANNELS[draft.channel]
    return tuple(
        name for name, test in draft.ask.law.safeguards.items() if name in wanted and (channel in test.applies_to or name in _AT_HOME)
    )


def questions_of(ask: Ask, safeguards: tuple[str, ...]) -> tuple[Question, ...]:
    """Put the question of each test in the reader's language."""
    tests = (ask.law.safeguards[name] for name in safeguards)
    return tuple(Question(test.id, test.question.told(ask.t.language), test.if_not_met) for test in tests)


def is_speech_offence(ask: Ask) -> bool:
    """Tell whether the offence may consist of words alone."""
    return "speech_offence" in ask.signals or bool(_offences(ask) & _SPEECH_OFFENCES)


def needs_death_penalty_assurance(ask: Ask, requested: str | None) -> bool:
    """Tell whether the requester keeps the death penalty and the requested State has abolished it (computed from both rows)."""
    own, other = ask.law.states.get(ask.requester), ask.law.states.get(requested or "")
    retains = own is not None and own.death_penalty.status in {"retains", "retains_moratorium"}
    return (retains or "death_penalty" in ask.signals) and (other is None or other.death_penalty.status.startswith("abolished"))


def _triggered(draft: RouteDraft) -> Iterator[str]:
    ask, category = draft.ask, draft.category or draft.ask.category
    if draft.channel is ChannelKind.DOMESTIC:
        yield from _AT_HOME
        return
    yield from _ALWAYS
    if category in _INTRUSIVE:
        yield from ("independent_oversight", "victims")
    if category in _CONTENT:
        yield from ("privilege", "effective_remedy", "fair_trial")
    if ask.case.secrecy.asked:
        yield "notification"
    if draft.channel is ChannelKind.EMERGENCY:
        yield "emergency_test"
    if draft.channel in _DIRECT:
        yield "sovereignty_ordre_public"
    if draft.dual_criminality in {"unknown", "no"}:
        yield "dual_criminality"
    yield from _of_the_case(draft)


def _of_the_case(draft: RouteDraft) -> Iterator[str]:
    ask, offences = draft.ask, _offences(draft.ask)
    if is_speech_offence(ask):
        yield "expression"
    if is_speech_offence(ask) or offences & _POLITICAL_OFFENCES or "protected_profession" in ask.signals:
        yield from ("political_offence", "discrimination", "fair_trial", "torture")
    if "protected_profession" in ask.signals:
        yield "journalists"
    if "privileged" in ask.signals:
        yield "privilege"
    if offences & _CHILD_OFFENCES or "child" in ask.signals:
        yield "children"
    if needs_death_penalty_assurance(ask, draft.addressee_state):
        yield from ("death_penalty", "torture")
    if ask.case.suspects:
        yield "ne_bis_in_idem"


def _offences(ask: Ask) -> set[str]:
    return {offence.id for offence in ask.case.offences if offence.id}
