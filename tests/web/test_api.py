"""The HTTP interface: keys, scopes, the same rights as the pages, objects of others, and nothing that breaks it."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client

from comity.desk.models import ApiToken, Case, EvidenceRequest, JournalEntry, Person
from comity.desk.rights.decide import Actor, Subject, decide
from comity.desk.rights.matrix import matrix
from comity.desk.rights.refusal import NotThereError, ProofNeededError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.search.look import look
from comity.desk.steps.send_and_track import set_clock
from comity.desk.tokens import SCOPES, make_token, revoke_token, token_of
from comity.errors import InputError
from comity.model.time import system_clock
from comity.web.api.api import api
from tests.desk.office import PARTICULARS, Office, submittable_draft

CASE_YAML = """
requesting_state: KG
date: 2026-11-20
language: en
case_number: '1'
facts: An invented fraud.
offences: [{id: computer_fraud}]
authority: {name: Unit 9 (invented), type: police, contact_email: unit9@bishkek.example}
leads: [{kind: email, value: invented.person@gmail.com}]
wanted: [{lead: '0', category: subscriber}]
"""


class Program:
    """A program that works with a key."""

    def __init__(self, secret: str, language: str = "en") -> None:
        self.client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": language})

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def send(self, path: str, body: object = None, verb: str = "post") -> Any:
        return getattr(self.client, verb)(
            f"/api/v1{path}", data=json.dumps(body if body is not None else {}), content_type="application/json"
        )


def key_of(office: Office, who: Role | Person, *scopes: str) -> str:
    """Make a key without asking for the right: the rights of every call are asked for anew, and those are under test."""
    from comity.desk.tokens import digest_of

    person = office.people[who] if isinstance(who, Role) else who
    secret = f"comity_{person.login}-{'-'.join(scopes)}-{ApiToken.objects.count()}-{'x' * 20}"
    now = system_clock()
    ApiToken.objects.create(
        person=person,
        name="test",
        digest=digest_of(secret),
        ending="xxxx",
        scopes=list(scopes or SCOPES),
        expires_at=now + timedelta(days=1),
    )
    return secret


def program(office: Office, who: Role | Person, *scopes: str) -> Program:
    return Program(key_of(office, who, *scopes))


def test_a_key_is_shown_once_kept_as_digest_and_taken_back_at_once(office: Office) -> None:
    worker = office.worker(Role.INVESTIGATOR)
    with pytest.raises(ProofNeededError):
        make_token(office.worker(Role.INVESTIGATOR, is_fresh=False), "x", ["read"], 1)
    token, secret = make_token(worker, "nightly list", ["read", "tools"], 30)
    assert secret not in json.dumps(list(ApiToken.objects.values()), default=str)
    assert all(secret not in f"{entry.words} {entry.facts}" for entry in JournalEntry.objects.all())
    assert Program(secret).get("/me").json()["login"] == "investigator"
    revoke_token(worker, token.pk)
    assert Program(secret).get("/me").status_code == 401
    assert [entry.action for entry in JournalEntry.objects.order_by("number")] == ["token.made", "token.revoked"]
    with pytest.raises(NotThereError):
        revoke_token(office.worker(Role.PROSECUTOR), token.pk)


def test_a_key_ends_with_its_time_and_with_its_person(office: Office) -> None:
    _, secret = make_token(office.worker(Role.INVESTIGATOR), "x", ["read"], 1)
    now = system_clock()
    assert token_of(secret) is not None
    assert token_of(secret, lambda: now + timedelta(days=1, seconds=1)) is None
    Person.objects.filter(login="investigator").update(is_active=False)
    assert Program(secret).get("/me").status_code == 401
    for nothing in ("", "comity_", "comity_nothing", "x" * 200, "comity_é"):
        assert token_of(nothing) is None


@pytest.mark.parametrize(
    ("name", "scopes", "days"), [("", ["read"], 1), ("x", [], 1), ("x", ["all"], 1), ("x", ["read"], 0), ("x", ["read"], 366)]
)
def test_a_key_needs_a_purpose_a_scope_and_an_end(office: Office, name: str, scopes: list[str], days: int) -> None:
    with pytest.raises(InputError):
        make_token(office.worker(Role.INVESTIGATOR), name, scopes, days)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.TRAINEE, Role.TRAINER, Role.CUSTODIAN])
def test_who_may_make_no_key_makes_none(office: Office, role: Role) -> None:
    with pytest.raises(RefusedError):
        make_token(office.worker(role), "x", ["read"], 1)


def calls() -> list[tuple[str, str, str]]:
    """Every call of the interface: verb, path, scope."""
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        for verb, operation in methods.items():
            ((scheme,),) = (tuple(one) for one in operation["security"])
            found.append((verb, path.removeprefix("/api/v1"), scheme.removeprefix("Key").lower()))
    return found


def test_every_call_asks_for_a_key_of_its_scope(office: Office) -> None:
    """Nobody, a signed-in browser, and a key of every other scope: nothing is answered to any of them."""
    secrets = {scope: key_of(office, Role.INVESTIGATOR, *(one for one in SCOPES if one != scope)) for scope in SCOPES}
    browser = office.client(Role.INVESTIGATOR)
    assert len(calls()) > 30
    for verb, path, scope in calls():
        address = "/api/v1" + re.sub(r"\{\w+_id\}", "1", path.replace("{format_}", "docx"))
        sent = {"method": verb.upper(), "path": address, "data": "{}", "content_type": "application/json"}
        assert Client().generic(**sent).status_code == 401, (verb, path)
        assert browser.generic(**sent).status_code == 401, (verb, path)
        wrong = Program(secrets[scope]).client.generic(**sent)
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (403, "refused"), (verb, path)


def bodies(case: Case, request: EvidenceRequest, lead: int, clock: int) -> dict[tuple[str, str], tuple[str, object, str]]:
    """Calls on objects of one case: (verb, address) to (action of the matrix, body, kind of its subject)."""
    c, r = f"/cases/{case.pk}", f"/requests/{request.pk}"
    return {
        ("get", c): ("case.see", None, "case"),
        ("patch", c): ("case.change", {"lock": case.lock, "particulars": {"facts": "changed"}}, "case"),
        ("get", f"{c}/case.yaml"): ("case.see", None, "case"),
        ("get", f"{c}/leads"): ("case.see", None, "case"),
        ("post", f"{c}/leads"): ("case.leads", {"text": "write to other@example.com"}, "case"),
        ("post", f"{c}/leads/decide"): ("case.leads", {"leads": [lead], "state": "set_aside"}, "case"),
        ("get", f"{c}/routes"): ("case.see", None, "case"),
        ("get", f"{c}/clocks"): ("case.see", None, "case"),
        ("post", f"{c}/clocks"): ("case.clock", {"on": "2026-12-24"}, "case"),
        ("post", f"/clocks/{clock}/stop"): ("case.clock", {}, "case"),
        ("get", f"{c}/money"): ("case.see", None, "case"),
        ("post", f"{c}/money"): ("case.losses", {"fate": "traced", "amount": "5", "currency": "USD", "on": "2026-11-04"}, "case"),
        ("get", f"{c}/requests"): ("case.see", None, "case"),
        ("get", r): ("request.see", None, "request"),
        ("patch", r): ("request.edit", {"lock": request.lock, "fields": {"case.facts": "changed"}}, "request"),
        ("get", f"{r}/findings"): ("request.see", None, "request"),
        ("post", f"{r}/submit"): ("request.submit", {}, "request"),
        ("post", f"{r}/outcomes"): ("request.file_outcome", {"code": "overbroad", "on": "2026-11-20"}, "request"),
        ("post", f"{r}/close"): ("request.close", {}, "request"),
    }


SLOW = ("/routes", "/findings", "/submit", "/leads")
"""Calls that plan, lint or recognise: where they are allowed, one role is enough."""


def snapshot(case: Case) -> str:
    """Everything of a case that a call could change."""
    rows = [list(one.objects.filter(**{by: case.pk}).order_by("pk").values()) for one, by in ((Case, "pk"), (EvidenceRequest, "case"))]
    rows += [list(case.leads.values()), list(case.clocks.values()), list(case.money.values())]
    return json.dumps(rows, default=str)


@pytest.mark.parametrize(("state", "training"), [*product(matrix().states["request"], (False,)), ("draft", True)])
def test_every_role_and_state_over_the_interface_is_what_the_matrix_says(office: Office, state: str, training: bool) -> None:
    """Members and strangers of every role; who may not see is answered as for a number that nobody gave out, and nothing changes."""
    from django.db import transaction

    programs = {role: program(office, role) for role in Role}
    for is_member in (True, False):
        case = office.case(
            *Role if is_member else (), number=f"{is_member}", training=training, state="closed" if state == "closed" else "open"
        )
        request, lead = office.request(case, state, draft=submittable_draft()), office.lead(case)
        clock = case.clocks.create(kind="bring_back", due="2026-12-01", set_by=case.opened_by)
        before = snapshot(case)
        for role, ((verb, address), (action, body, kind)) in product(Role, bodies(case, request, lead.pk, clock.pk).items()):
            if kind == "case" and state not in {"draft", "closed"}:
                continue  # the state of a case is open or closed, whatever that of the request
            actor = Actor(frozenset({role}), frozenset({role}) if is_member else frozenset())
            own = role is Role.INVESTIGATOR and kind == "request"
            expected = decide(actor, action, Subject(case.state if kind == "case" else state, training, is_own_work=own))
            if expected.is_allowed and role is not Role.INVESTIGATOR and address.endswith(SLOW):
                continue
            with transaction.atomic():
                answer = programs[role].get(address) if verb == "get" else programs[role].send(address, body, verb)
                about = (role, is_member, verb, address, state, answer.content[:200])
                if expected.is_allowed:
                    assert answer.status_code in {200, 201}, about
                else:
                    assert answer.status_code == (403 if expected.is_visible else 404), about
                    assert b"Invented fraud" not in answer.content, about
                transaction.set_rollback(expected.is_allowed)
        assert snapshot(case) == before, (state, is_member)


def test_lists_and_search_hold_nothing_of_others(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR, number="hidden-5")
    office.lead(case, value="secret@example.com")
    assert office.stranger is not None
    for who in (office.stranger, Role.PROSECUTOR, Role.UNIT_HEAD, Role.ADMINISTRATOR):
        stranger = program(office, who)
        text = (
            stranger.get("/cases").content
            + stranger.get("/search?q=secret@example.com").content
            + stranger.get("/search?q=hidden-5").content
        )
        assert b"hidden-5" not in text
        assert b'"hits": [{' not in text
    assert b"hidden-5" in program(office, Role.AUDITOR).get("/cases").content
    assert look(office.worker(Role.INVESTIGATOR), "hidden-5").count == 1


def test_what_asks_for_a_fresh_proof_stays_with_people(office: Office) -> None:
    """No call approves, sends, overrides, appoints or exports a backup: none of the actions that need a fresh proof is offered."""
    grave = {action.id for action in matrix().actions.values() if action.step_up}
    case = office.case(Role.INVESTIGATOR)
    offered = {action for action, _, _ in bodies(case, office.request(case), 1, 1).values()}
    assert not grave & offered
    answer = program(office, Role.ADMINISTRATOR).send("/jobs", {"kind": "backup"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "proof_needed")


def test_a_reading_by_a_program_stands_in_the_journal_with_its_key(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    worker = program(office, Role.INVESTIGATOR)
    worker.get(f"/cases/{case.pk}")
    worker.send(f"/cases/{case.pk}/leads", {"text": "write to other@example.com"})
    token = ApiToken.objects.get()
    assert [(entry.action, entry.facts["token"]) for entry in case.journal.order_by("number")] == [
        ("case.read", token.pk),
        ("leads.found", token.pk),
    ]
    office.client(Role.INVESTIGATOR).get(f"/cases/{case.pk}/leads/")
    assert "token" not in case.journal.order_by("-number")[0].facts


def test_two_programs_lose_no_word(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    worker = program(office, Role.INVESTIGATOR)
    read = worker.get(f"/cases/{case.pk}").json()
    assert worker.send(f"/cases/{case.pk}", {"lock": read["lock"], "particulars": {"facts": "first"}}, "patch").status_code == 200
    late = worker.send(f"/cases/{case.pk}", {"lock": read["lock"], "particulars": {"facts": "second"}}, "patch")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "changed_meanwhile")
    assert Case.objects.get(pk=case.pk).particulars["facts"] == "first"


def test_from_a_text_to_a_letter_without_any_case(office: Office) -> None:
    worker = program(office, Role.INVESTIGATOR, "tools")
    leads = worker.send("/leads", {"text": "Написали с invented.person@gmail.com", "country": "kg"}).json()["leads"]
    assert [(lead["kind"], lead["value"], lead["provider"]) for lead in leads] == [("email", "invented.person@gmail.com", "google")]
    file = base64.b64encode(b"write to other@example.com").decode()
    assert worker.send("/leads", {"file": file, "name": "x.txt"}).json()["leads"][0]["value"] == "other@example.com"
    assert worker.send("/route", {"case": CASE_YAML}).json()["routes"]
    made = worker.send("/draft", {"case": CASE_YAML, "instrument": "pres_provider"}).json()
    assert made["missing"]
    findings = worker.send("/lint", {"draft": made["draft"]}).json()["findings"]
    assert any(finding["severity"] == "error" for finding in findings)
    (letter,) = worker.send("/render", {"draft": submittable_draft(), "formats": ["txt"]}).json()["files"]
    assert base64.b64decode(letter["content"])
    assert not Case.objects.exists()


def test_a_case_from_opening_to_an_answer(office: Office) -> None:
    worker = program(office, Role.INVESTIGATOR)
    case = worker.send(
        "/cases", {"unit": office.nine.pk, "number": "A-1", "title": "T", "zone": "Asia/Bishkek", "particulars": PARTICULARS}
    )
    assert case.status_code == 201
    key = case.json()["id"]
    (lead,) = worker.send(f"/cases/{key}/leads", {"text": "write to invented.person@gmail.com"}).json()["leads"]
    assert worker.send(f"/cases/{key}/leads/decide", {"leads": [lead["id"]], "state": "accepted"}).json() == {"changed": 1}
    occasions = worker.get(f"/cases/{key}/routes").json()["occasions"]
    request = worker.send(f"/cases/{key}/requests", {"occasion": occasions[0]["occasion"]}).json()
    assert worker.get(f"/cases/{key}/requests").json()["requests"][0]["id"] == request["id"]
    changed = worker.send(
        f"/requests/{request['id']}", {"lock": request["lock"], "fields": {"case.facts": "More was learnt."}}, "patch"
    ).json()
    assert "More was learnt." in changed["draft"]
    assert worker.get(f"/requests/{request['id']}/findings").json()["blocks"] >= 0
    assert worker.client.get(f"/api/v1/requests/{request['id']}/letter.docx").content.startswith(b"PK")
    refused = worker.send(f"/requests/{request['id']}/outcomes", {"code": "granted", "on": "2026-11-20"})
    assert refused.status_code == 403
    stranger = program(office, office.people[Role.PROSECUTOR])
    assert stranger.send("/cases", {"unit": office.other.pk, "number": "A-2", "title": "T", "zone": "UTC"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status", "place"),
    [
        ("/leads", {}, 400, "text"),
        ("/leads", {"text": "x", "file": "eA=="}, 400, "text"),
        ("/leads", {"file": "no base64!"}, 400, "file"),
        ("/leads", {"text": "x", "unknown": 1}, 422, "body.asked.unknown"),
        ("/leads", {"text": "x", "zone": "Nowhere/At-all"}, 400, None),
        ("/route", {"case": "{ no yaml"}, 400, None),
        ("/lint", {"draft": "request: [1, 2"}, 400, None),
        ("/render", {"draft": "{}", "formats": ["exe"]}, 422, "body.asked.formats.0"),
        ("/cases", {"unit": 1}, 422, "body.asked.number"),
        ("/jobs", {"kind": "nothing"}, 400, "kind"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(office: Office, path: str, body: object, status: int, place: str | None) -> None:
    answer = program(office, Role.INVESTIGATOR).send(path, body)
    assert answer.status_code == status, answer.content
    error = answer.json()["error"]
    assert error["message"]
    assert place is None or error["place"] == place


def test_errors_are_said_in_the_language_of_the_caller_and_codes_stay(office: Office) -> None:
    secret = key_of(office, Role.INVESTIGATOR)
    russian = Program(secret, "ru").get("/cases/999999").json()["error"]
    assert russian["code"] == "not_there"
    assert russian["message"] != Program(secret).get("/cases/999999").json()["error"]["message"]


def test_a_fault_of_the_program_shows_no_trace(office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    import comity.web.api.lookups as lookups

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret of the inside")

    monkeypatch.setattr(lookups, "look", broken)
    answer = program(office, Role.INVESTIGATOR).get("/search?q=x")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "fault")
    assert "a secret of the inside" not in answer.content.decode()
    assert "a secret of the inside" in caplog.text


def test_a_list_goes_on_where_it_ended_and_asks_the_same_number_of_queries(office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    worker = program(office, Role.INVESTIGATOR)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            worker.get("/cases")
        return len(queries)

    office.case(Role.INVESTIGATOR, number="0")
    worker.get("/cases")
    few = asked()
    for number in range(1, 103):
        office.case(Role.INVESTIGATOR, number=str(number))
    assert asked() == few
    first = worker.get("/cases").json()
    rest = worker.get(f"/cases?after={first['next']}").json()
    assert len(first["cases"]) == 100
    assert rest["next"] is None
    assert len({case["id"] for case in first["cases"] + rest["cases"]}) == 103


def test_clocks_are_set_and_stopped(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    clock = set_clock(office.worker(Role.INVESTIGATOR), case.pk, system_clock().date(), "note")
    worker = program(office, Role.INVESTIGATOR)
    assert worker.send(f"/cases/{case.pk}/clocks", {"on": "2026-12-24", "note": "x"}).status_code == 201
    assert worker.send(f"/clocks/{clock.pk}/stop").status_code == 200
    assert [one["due"] for one in worker.get(f"/cases/{case.pk}/clocks").json()["clocks"]] == ["2026-12-24"]
