"""One plan for a case: what to do today, what runs in parallel, what waits on what.

The order of work is that of the UN experts (2001): preserve the same day, disclose by the lowest lawful channel, start legal assistance in
parallel, tell the central authority of informal contacts. A danger to life comes before all of it, the holder at home before a
letter abroad.
"""

from __future__ import annotations

from datetime import date

from comity.model.case import Case
from comity.model.category import ChannelKind, DataCategory, Purpose
from comity.model.route import PlanStep, Route, RouteState
from comity.routing.plan_draft import PARALLEL, RANK, TODAY, PlanDraft, is_known, issuers_last, subject_of
from comity.routing.words import CHANNELS
from comity.text.messages import Messages

_DISCLOSING = (ChannelKind.EU_ORDER, ChannelKind.CLOUD_ACT, ChannelKind.VOLUNTARY, ChannelKind.SECOND_PROTOCOL)
_STOP = "bank_stop_payment"


def make_plan(case: Case, routes: tuple[Route, ...], signals: frozenset[str], on: date, t: Messages) -> tuple[PlanStep, ...]:
    """Make the plan.

    Args:
        case: the case.
        routes: what the channels answered.
        signals: what stands out in the facts.
        on: the day of the plan.
        t: messages of the reader's language.
    """
    plan = PlanDraft(case, tuple(one for one in routes if one.state is not RouteState.CLOSED), signals, on, t)
    for step in (_verify, _avert, _preserve, _freeze, _extend, _ask_at_home, _settle_doubts, _disclose, _ask_police, _assist, _follow_up):
        step(plan)
    return tuple(plan.steps)


def _verify(plan: PlanDraft) -> None:
    """A request that bears marks of a forgery is verified before anything else."""
    if "forged_request_marks" in plan.signals:
        plan.add(TODAY, plan.t("verify the sender of the request out of band, by a number found elsewhere, before anything else"))


def _avert(plan: PlanDraft) -> None:
    """Danger first: records from the provider, content through the authority of its State."""
    for group in plan.groups(ChannelKind.EMERGENCY):
        what = plan.what(group)
        plan.add(
            TODAY,
            plan.t("danger to life: send the emergency request to {addressee} for {what}", addressee=group[0].addressee, what=what),
            group,
        )


def _settle_doubts(plan: PlanDraft) -> None:
    """Say early what the central authority has to settle, because it takes time."""
    if any(one.state is RouteState.CHECK and one.channel is ChannelKind.MLA for one in plan.routes):
        plan.add(TODAY, plan.t("ask the central authority to settle what is not certain (see the reasons of the routes marked check)"))


def _ask_at_home(plan: PlanDraft) -> None:
    """Order at home, or ask the register, before writing abroad."""
    for group in plan.groups(ChannelKind.DOMESTIC):
        first, what = group[0], plan.what(group)
        if first.instrument == _STOP:
            text = plan.t("stop the payment through {addressee}", addressee=first.addressee)
        elif any(why.code == "domestic_holder" for why in first.reasons):
            text = plan.t("order at home: {addressee}, for {what}", addressee=first.addressee, what=what)
            plan.settle(group)
        else:
            text = plan.t("first find out whether there is a holder at home: {addressee}, for {what}", addressee=first.addressee, what=what)
        plan.add(TODAY, text, group)


def _preserve(plan: PlanDraft) -> None:
    """Keep everything at risk the same day, what vanishes soonest first."""
    direct = plan.groups(ChannelKind.PRESERVATION, order=plan.vanishing)
    nobody = [one for group in direct for one in group if not is_known(one)]
    if nobody:
        what = plan.leads(nobody)
        text = plan.t("establish who holds the data of {what} (RDAP at the time of use, tracing), then preserve there", what=what)
        plan.remember(plan.preserved, nobody, plan.add(TODAY, text))
    for group in direct:
        if is_known(group[0]):
            text = plan.t("preserve: ask {addressee} to keep the data of {what}", addressee=group[0].addressee, what=plan.leads(group))
            plan.remember(plan.preserved, group, plan.add(TODAY, text, group))
    for group in _by_network(plan):
        left = group if group[0].state is RouteState.OPEN else [one for one in group if one.lead not in plan.preserved]
        if left:
            what = plan.leads(left)
            text = plan.t("preserve through the 24/7 network: {addressee}, for {what}", addressee=left[0].addressee, what=what)
            plan.remember(plan.preserved, left, plan.add(TODAY, text, left))


def _by_network(plan: PlanDraft) -> list[list[Route]]:
    """Group the preservations through the network; the disclosure of the path (Article 30) comes later."""
    found = [[one for one in group if one.category is DataCategory.PRESERVATION] for group in plan.groups(ChannelKind.PRESERVATION_24_7)]
    return [group for group in found if group]


def _extend(plan: PlanDraft) -> None:
    """Extend what is preserved already, before it ends."""
    for group in plan.groups(ChannelKind.EXTENSION):
        due = next((clock.due.isoformat()[:10] for clock in group[0].clocks if clock.id == "extension_lead" and clock.due), None)
        when = due if due is not None and due > plan.on.isoformat() else TODAY
        plan.add(when, plan.t("ask {addressee} to extend the preservation", addressee=group[0].addressee), group)


def _freeze(plan: PlanDraft) -> None:
    """Stop the money today: the exchange first, the issuer where no exchange holds it, a bank through its own State."""
    for group in plan.groups(ChannelKind.ASSET_FREEZE, order=issuers_last):
        left = [one for one in group if one.lead not in plan.frozen]
        if not left:
            continue
        if not is_known(left[0]):
            plan.add(
                TODAY,
                plan.t("trace the assets of {what} to an exchange or issuer, then ask it for a freeze the same day", what=plan.leads(left)),
            )
            continue
        text = plan.t("freeze: ask {addressee} to hold the assets of {what}", addressee=left[0].addressee, what=plan.leads(left))
        plan.remember(plan.frozen, left, plan.add(TODAY, text, left))
    for group in plan.groups(ChannelKind.POLICE, instrument=_STOP):
        text = plan.t("stop the payment through {addressee}", addressee=group[0].addressee)
        plan.remember(plan.frozen, group, plan.add(TODAY, text, group))


def _disclose(plan: PlanDraft) -> None:
    """Ask for disclosure by the lowest lawful channel that yields the category."""
    for group in plan.groups(ChannelKind.PRESERVATION_24_7, instrument="discl_art30"):
        waits = [plan.preserved[one.lead] for one in group if one.lead in plan.preserved]
        text = plan.t(
            "ask {addressee} for the path of the preserved traffic data: {what}", addressee=group[0].addressee, what=plan.leads(group)
        )
        plan.add(f"after:{max(waits)}" if waits else PARALLEL, text, group)
    for channel in _DISCLOSING:
        for group in plan.groups(channel):
            left = [one for one in group if not plan.is_settled(one) and is_known(one)]
            if not left:
                continue
            how, what = plan.t(CHANNELS[channel]), plan.what(left)
            plan.add(PARALLEL, plan.t("ask {addressee} for {what}: {channel}", addressee=left[0].addressee, what=what, channel=how), left)
            plan.settle(one for one in left if one.state is RouteState.OPEN)


def _ask_police(plan: PlanDraft) -> None:
    """Use the police channel for intelligence, or where no direct channel leads anywhere; tell the central authority of it."""
    direct = {subject_of(one) for one in plan.routes if one.channel in _DISCLOSING and is_known(one)}
    wants_intelligence = plan.case.purpose is Purpose.INTELLIGENCE
    told = False
    for group in plan.groups(ChannelKind.POLICE):
        left = [one for one in group if one.instrument != _STOP and (wants_intelligence or subject_of(one) not in direct)]
        if not left:
            continue
        what = plan.what(left)
        plan.add(PARALLEL, plan.t("ask {addressee} for what needs no coercion: {what}", addressee=left[0].addressee, what=what), left)
        told = True
    for group in plan.groups(ChannelKind.SPONTANEOUS):
        plan.add(PARALLEL, plan.t("offer the information to {addressee} on agreed conditions", addressee=group[0].addressee), group)
        told = True
    if told or plan.groups(ChannelKind.POLICE, instrument=_STOP):
        plan.add(PARALLEL, plan.t("tell the central authority of the informal contacts"))


def _assist(plan: PlanDraft) -> None:
    """Prepare legal assistance now; it goes out with the reference of the preservation or the freeze."""
    groups: dict[tuple[bool, str], list[Route]] = {}
    for one in _best_requests(plan):
        groups.setdefault((one.category is DataCategory.ASSET_RESTRAINT, one.addressee), []).append(one)
    for (is_restraint, addressee), group in groups.items():
        steps = plan.frozen if is_restraint else plan.preserved
        waits = [steps[one.lead] for one in group if one.lead in steps]
        what = plan.leads(group) if is_restraint else plan.what(group)
        text = (
            plan.t(
                "request legal assistance from {addressee} to restrain the assets of {what}, before the freeze ends",
                addressee=addressee,
                what=what,
            )
            if is_restraint
            else plan.t(
                "request legal assistance from {addressee} for {what}; cite the reference of the preservation",
                addressee=addressee,
                what=what,
            )
        )
        plan.add(f"after:{max(waits)}" if waits else PARALLEL, text, group)


def _best_requests(plan: PlanDraft) -> list[Route]:
    """Choose the best request for legal assistance of each lead and category that no lower channel surely yields."""
    best: dict[tuple[int | None, DataCategory], Route] = {}
    for one in plan.routes:
        key = (one.lead, one.category)
        has_state = all(why.code != "holder_state_unknown" for why in one.reasons)
        if (
            one.channel is ChannelKind.MLA
            and has_state
            and not plan.is_settled(one)
            and (key not in best or _merit(one) < _merit(best[key]))
        ):
            best[key] = one
    return list(best.values())


def _merit(one: Route) -> tuple[int, int, int, str]:
    """Rank requests: the surer state, then a treaty before reciprocity, then fewer doubts."""
    doubts = sum(why.weakens is RouteState.CHECK for why in one.reasons)
    return (RANK[one.state], one.instrument in {"letters_rogatory", "transfer_held_evidence"}, doubts, one.instrument)


def _follow_up(plan: PlanDraft) -> None:
    """After an emergency, ordinary process; after a preservation, its clock."""
    urgent = {one.id for one in plan.routes if one.channel is ChannelKind.EMERGENCY}
    taken = [step.step for step in plan.steps if step.route in urgent]
    if taken:
        text = plan.t("when the danger is over, send ordinary process for what was given, and log who declared the emergency")
        plan.add(f"after:{taken[-1]}", text)
    if plan.preserved:
        text = plan.t("record each reference and the day it ends; extend in time until the request is answered")
        plan.add(f"after:{max(plan.preserved.values())}", text)
