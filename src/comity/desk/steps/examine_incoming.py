"""Examine a request from abroad: the gate, the content, the grounds for refusal one by one; then admit, carry out or refuse.

A verdict is never overwritten: a new look adds a row, and the last one counts. Nothing is admitted before every item of the gate is in
order, and nothing is carried out before every ground was looked at with a reason. One way is shorter: a preservation in an emergency may
be taken as soon as the sender was called back, because data that are gone cannot be examined; the rest of the examination follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from comity.desk.bench import workbench
from comity.desk.incoming.examination import VERDICTS, Item, items, kind_of, outcome_of, treaty_grounds
from comity.desk.journal.chain import write
from comity.desk.models.incoming import IncomingCheck, IncomingRequest
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.worker import Worker
from comity.desk.steps.together import as_typed
from comity.errors import InputError
from comity.text.messages import say

FEWEST_LETTERS = 10


@dataclass(frozen=True, slots=True)
class Examined:
    """An item with what was found.

    Attributes:
        item: the item.
        check: the last look; None while nobody looked.
    """

    item: Item
    check: IncomingCheck | None

    @property
    def verdict(self) -> str:
        """The verdict; empty while nobody looked."""
        return self.check.verdict if self.check is not None else ""


def examined(worker: Worker, incoming: IncomingRequest, part: str) -> tuple[Examined, ...]:
    """List the items of a part with what was found."""
    worker.demand("incoming.see", incoming=incoming)
    last = {check.item: check for check in incoming.checks.filter(part=part).select_related("by").order_by("id")}
    return tuple(Examined(item, last.get(item.id)) for item in _items(worker, incoming, part))


def note_check(worker: Worker, case_id: int, part: str, item: str, verdict: str, reason: str) -> IncomingCheck:
    """Record what was found about one item.

    Raises:
        InputError: there is no such item or verdict, or the reason says too little.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.examine", locked=True)
        known = {one.id: one for one in _items(worker, incoming, part)} if part in VERDICTS else {}
        if verdict not in VERDICTS.get(part, {}) or (part != "content" and item not in known):
            raise InputError(say("say what was found"), place=item, hint=say("one of: {keys}", keys=", ".join(VERDICTS.get(part, {}))))
        words = as_typed(reason)
        if len(words) < FEWEST_LETTERS and (part == "ground" or verdict != "met" or item == "call_back"):
            raise InputError(say("the reason says too little: {reason}", reason=words), place=item)
        check = IncomingCheck.objects.create(
            incoming=incoming, part=part, item=item[:80], verdict=verdict, reason=words, by=worker.person, at=worker.clock()
        )
        told = worker.t(
            "{name} examined {item}: {verdict}", name=worker.person.full_name, item=item, verdict=worker.t(VERDICTS[part][verdict])
        )
        facts = {"part": part, "item": item, "verdict": verdict, "reason": words}
        _note(worker, incoming, "incoming.examined", told, facts)
    return check


def admit(worker: Worker, case_id: int) -> IncomingRequest:
    """Let a request through the gate.

    Raises:
        RefusedError: an item of the gate is not in order yet.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.admit", locked=True)
        _demand_all(worker, incoming, "gate", say("the gate is not passed yet"))
        return _moved(worker, incoming, "admitted", worker.t("{name} let the request through the gate", name=worker.person.full_name))


def accept(worker: Worker, case_id: int) -> IncomingRequest:
    """Decide that a request is carried out.

    Raises:
        RefusedError: a ground for refusal was not looked at, or stands.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.accept", locked=True)
        _demand_all(worker, incoming, "ground", say("not every ground for refusal is cleared"))
        words = worker.t("{name} decided that the request is carried out", name=worker.person.full_name)
        return _moved(worker, incoming, "accepted", words)


def refuse(worker: Worker, case_id: int, item: str) -> tuple[IncomingRequest, str]:
    """Decide that a request is refused, on an item that was found to stand against it.

    Returns:
        The request, and the outcome code under which the other side files it.

    Raises:
        RefusedError: nothing was found against it under this item.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.refuse", locked=True)
        last = incoming.checks.filter(item=item).order_by("-id").first()
        if last is None or last.verdict != "not_met":
            raise RefusedError(
                say("nothing was found that speaks against the request: {item}", item=item),
                hint=say("examine the ground first, and give the reason"),
            )
        words = worker.t("{name} decided that the request is refused: {reason}", name=worker.person.full_name, reason=last.reason)
        return _moved(worker, incoming, "refused", words), outcome_of(item)


def close_incoming(worker: Worker, case_id: int) -> IncomingRequest:
    """Close a request from abroad; its clocks stop."""
    from comity.desk.steps.clocks import stop

    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.close", locked=True)
        for clock in incoming.case.clocks.filter(stopped_at=None, kind__in=("incoming_acknowledge", "incoming_answer")):
            stop(worker, clock, worker.t("the request was closed"))
        return _moved(worker, incoming, "closed", worker.t("{name} closed the request", name=worker.person.full_name))


def is_preservation(incoming: IncomingRequest) -> bool:
    """Tell whether a request asks for a preservation."""
    return kind_of(incoming.kind, incoming.instrument, workbench("en").law) == "preservation"


def demand_call_back(worker: Worker, incoming: IncomingRequest) -> None:
    """Go on only if the sender was called back.

    Raises:
        RefusedError: nobody called back, or the call did not confirm it.
    """
    gate = {one.item.id: one for one in examined(worker, incoming, "gate")}
    if gate["call_back"].verdict != "met":
        raise RefusedError(
            say("nobody has called the sender back yet"), hint=say("call a number of the directory, and note whom you spoke to")
        )


def _items(worker: Worker, incoming: IncomingRequest, part: str) -> tuple[Item, ...]:
    law = workbench(worker.language).law
    kind = kind_of(incoming.kind, incoming.instrument, law)
    found = items(part, kind, law, worker.language)
    if part != "ground":
        return found
    ours, on = incoming.case.unit.state, incoming.received_at.date()
    return (*found, *treaty_grounds(law, kind, incoming.from_state, ours, on, incoming.text))


def _demand_all(worker: Worker, incoming: IncomingRequest, part: str, why: str) -> None:
    left = [one.item.ask for one in examined(worker, incoming, part) if one.verdict != "met"]
    if left:
        more = f" … ({len(left)})" if len(left) > 1 else ""
        raise RefusedError(why, hint=say("still open: {item}", item=left[0] + more))


def _moved(worker: Worker, incoming: IncomingRequest, state: str, words: str) -> IncomingRequest:
    incoming.state, incoming.changed_at = state, worker.clock()
    incoming.lock += 1
    incoming.save(update_fields=["state", "changed_at", "lock"])
    _note(worker, incoming, f"incoming.{state}", words, {})
    return incoming


def _note(worker: Worker, incoming: IncomingRequest, action: str, words: str, facts: Mapping[str, object]) -> None:
    subject = f"case:{incoming.case_id}"
    write(action, words, person=worker.person, case=incoming.case, subject=subject, facts=dict(facts), clock=worker.clock)
