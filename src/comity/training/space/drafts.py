"""Requests of a run: prepared on the desk from the leads of its case, edited and checked there, and sent into the exercise only."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.evidence_request import EvidenceRequest, RequestVersion
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.worker import Worker
from comity.desk.steps.case_file import case_value
from comity.desk.steps.edit_request import fix_version
from comity.drafting.compose.composer import compose
from comity.drafting.compose.situation import Situation
from comity.drafting.draft_file import draft_text
from comity.errors import InputError
from comity.text.messages import say
from comity.training.counterpart_file import TEMPLATES
from comity.training.library import HERE, read
from comity.training.players.drafter import with_facts
from comity.training.players.solution import Office
from comity.training.space import stage
from comity.training.space.runs import Place, may_send

_OF_THE_OFFICE = ("authority.", "dp.", "request.date", "request.reference", "request.sign", "request.return", "request.encrypted")
"""Facts that the office answers in every letter; all others are the trainee's to write."""


def counterparts_of(place: Place) -> dict[str, str]:
    """Return whom the players can write to: name to title; templates stand with the States that the exercise names."""
    game = place.game
    found = {name: one.title for name, one in game.counterparts.items()}
    states = {one.country for one in game.counterparts.values() if one.country}
    files = stage.library().counterparts
    for id_ in sorted(TEMPLATES):
        for state in sorted(states):
            found.setdefault(f"{id_}-{state}", f"{files[id_].name}, {state}")
    for id_, file in files.items():
        if id_ not in TEMPLATES and file.kind in {"provider", "exchange", "issuer"}:
            found.setdefault(id_, file.name)
    return found


def prepare(worker: Worker, place: Place, instrument: str, to: str, lead_ids: Iterable[int]) -> EvidenceRequest:
    """Prepare a request of a run from accepted leads.

    Raises:
        RefusedError: the person's part drafts nothing, or the exercise is over.
        InputError: there is no such instrument or counterpart, or the case file cannot be used yet.
    """
    case = worker.case(place.run.case_id, "case.prepare")
    if not may_send(place) or place.run.state != "open":
        raise RefusedError(say("your part does not do this"))
    bench = workbench("en")
    known = bench.law.instruments.get(instrument)
    if known is None:
        raise InputError(say("choose an instrument"), place="instrument")
    title = counterparts_of(place).get(to)
    if title is None:
        raise InputError(say("choose whom to write to"), place="to")
    wanted = set(lead_ids)
    numbers = tuple(number for number, lead in enumerate(case.leads.filter(state="accepted")) if lead.pk in wanted)
    today = place.game.now.date()
    value = compose(Situation(case_value(case, "en"), known, numbers, bench.law, bench.catalog, "en", training=True))
    office = read(HERE / "solutions" / "office.yaml", Office).facts
    own = {key: fact for key, fact in office.items() if key.startswith(_OF_THE_OFFICE)}
    value = with_facts(value, {**own, "request.instrument": instrument, "addressee.name": title}, today)
    with transaction.atomic():
        last = case.requests.aggregate(last=Max("number"))["last"] or 0
        request = EvidenceRequest.objects.create(
            case=case, number=last + 1, occasion=f"training:{last + 1}", instrument=instrument, addressee=title, addressee_id=to,
            channel="", category="", language="en", draft=draft_text(value), made_by=worker.person, made_at=worker.clock(),
            changed_by=worker.person, changed_at=worker.clock(),
        )  # fmt: skip
        RequestVersion.objects.create(
            request=request, number=1, draft=request.draft, is_fixed=True, saved_by=worker.person, note=worker.t("as composed"),
            begun_at=worker.clock(), saved_at=worker.clock(),
        )  # fmt: skip
    return request


def is_ready(place: Place, request: EvidenceRequest) -> bool:
    """Tell whether a request may go into the exercise: alone as it stands, in a team once somebody has approved it."""
    has_prosecutor = place.run.players.filter(part="prosecutor").exists()
    return request.state in ({"approved"} if has_prosecutor else {"draft", "submitted", "approved"})


def send(worker: Worker, place: Place, request_id: int) -> EvidenceRequest:
    """Send a request into the exercise: the counterpart judges it as it stands, with everything that is wrong in it.

    Raises:
        RefusedError: the person's part sends nothing, the request is not of this run, or nobody has approved it yet.
    """
    request = worker.request(request_id)
    if request.case_id != place.run.case_id or not may_send(place):
        raise RefusedError(say("your part does not do this"))
    if not is_ready(place, request):
        raise RefusedError(say("the prosecutor of the team approves it first"))
    with stage.held(place.run.pk), transaction.atomic():
        stage.do(
            place.run.pk,
            worker.person,
            {"do": "send", "to": request.addressee_id, "request": request.pk, "draft": request.draft},
            worker.clock,
        )
        version = fix_version(request, worker.t("sent into the exercise"))
        request.state, request.sent_at = "sent", worker.clock()
        request.sent = {"way": "exercise", "to": request.addressee_id, "version": version.number}
        request.save(update_fields=["state", "sent_at", "sent"])
        words = worker.t("{name} sent the request into the exercise: {to}", name=worker.person.full_name, to=request.addressee_id)
        write("training.sent", words, person=worker.person, case=request.case, subject=f"request:{request.pk}", clock=worker.clock)
    return request
