"""Requests from abroad: registered in minutes, stopped at the gate, examined ground by ground, carried out and answered."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.desk.incoming.examination import items, outcome_of, treaty_grounds
from comity.desk.models import Case, IncomingCheck, IncomingRequest
from comity.desk.rights.refusal import NotThereError, ProofNeededError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.steps import answer_incoming as answering
from comity.desk.steps import examine_incoming as examining
from comity.desk.steps.register_incoming import change_incoming, register_incoming
from comity.errors import InputError
from comity.law.book import Law
from comity.model.time import system_clock
from tests.desk.office import Office

LETTER = """Prosecutor General's Office of the Republic of Kazakhstan
To: General Prosecutor's Office of the Kyrgyz Republic

Request for legal assistance No. 7-2026/88 of 12 November 2026

We are investigating fraud under Article 190 of the Criminal Code. The account invented.person@mail.example was used from
198.51.100.7 on 2026-11-04 21:47:05 UTC. Please obtain the subscriber information of this account for the period from
2026-11-01 to 2026-11-12. Contact: duty@prosecutor.example, +7 700 555 0123.
"""
PRESERVE = """Request for preservation of stored computer data under Article 29 of the Convention on Cybercrime.
Urgent: please preserve the content of the account invented.person@mail.example until our request for legal assistance arrives.
"""
WHY = "The duty desk in Astana confirmed number and content on the directory's line."


def registered(office: Office, text: str = LETTER, who: Role = Role.CENTRAL_AUTHORITY, **typed: str) -> IncomingRequest:
    """A request that was just registered."""
    values = {"via": "central_authority", "text": text, "from_state": "KZ", "kind": "request", "urgency": "routine", **typed}
    return register_incoming(office.worker(who), office.nine, values)


def through_the_gate(office: Office, incoming: IncomingRequest) -> None:
    """Find every item of the gate in order."""
    worker = office.worker(Role.CENTRAL_AUTHORITY)
    for one in examining.examined(worker, incoming, "gate"):
        examining.note_check(worker, incoming.case_id, "gate", one.item.id, "met", WHY)
    examining.admit(worker, incoming.case_id)


def accepted(office: Office) -> IncomingRequest:
    """A request of which every ground was cleared."""
    incoming = registered(office)
    through_the_gate(office, incoming)
    worker = office.worker(Role.CENTRAL_AUTHORITY)
    for one in examining.examined(worker, incoming, "ground"):
        examining.note_check(worker, incoming.case_id, "ground", one.item.id, "met", "Nothing in the file speaks for it.")
    return examining.accept(worker, incoming.case_id)


def test_a_letter_becomes_a_folder_with_leads_clock_and_what_was_read(office: Office) -> None:
    incoming = registered(office)
    assert (incoming.state, incoming.from_state, incoming.case.number) == ("registered", "KZ", "IN-2026-0001")
    assert incoming.case.leads.filter(value="invented.person@mail.example", state="found").exists()
    clock = incoming.case.clocks.get(kind="incoming_acknowledge")
    assert clock.due == system_clock().date() + timedelta(days=5)
    assert registered(office).case.number == "IN-2026-0002"


def test_only_those_who_work_on_it_see_it(office: Office) -> None:
    incoming = registered(office)
    for role in (Role.UNIT_HEAD, Role.PROSECUTOR, Role.INVESTIGATOR, Role.ADMINISTRATOR):
        with pytest.raises(NotThereError):
            office.worker(role).incoming(incoming.case_id)
        assert incoming.case.number not in office.client(role).get("/incoming/").content.decode()
    assert office.worker(Role.AUDITOR).incoming(incoming.case_id) == incoming


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.CUSTODIAN, Role.TRAINEE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_not_everybody_registers(office: Office, role: Role) -> None:
    with pytest.raises(RefusedError):
        registered(office, who=role)
    assert not IncomingRequest.objects.exists()


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"text": "  "}, "text"),
        ({"from_state": "ZZ"}, "from_state"),
        ({"via": "pigeon"}, "via"),
        ({"urgency": "now"}, "urgency"),
        ({"received": "yesterday"}, "received"),
        ({"received": "2039-01-01 10:00"}, "received"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(office: Office, typed: dict[str, str], place: str) -> None:
    with pytest.raises(InputError) as caught:
        registered(office, **{"text": LETTER, **typed})
    assert caught.value.place == place
    assert not Case.objects.exists()


def test_nothing_passes_the_gate_before_every_item_is_in_order(office: Office) -> None:
    incoming = registered(office)
    worker = office.worker(Role.CENTRAL_AUTHORITY)
    with pytest.raises(RefusedError, match="gate"):
        examining.admit(worker, incoming.case_id)
    gate = [one.item.id for one in examining.examined(worker, incoming, "gate")]
    assert gate == ["call_back", "letterhead", "provision", "channel", "aim"]
    for item in gate:
        examining.note_check(worker, incoming.case_id, "gate", item, "met", WHY)
    examining.note_check(worker, incoming.case_id, "gate", "aim", "unclear", "The person is an editor; asked the embassy.")
    with pytest.raises(RefusedError, match="gate"):
        examining.admit(worker, incoming.case_id)
    examining.note_check(worker, incoming.case_id, "gate", "aim", "met", "The embassy sent the indictment: fraud alone.")
    assert examining.admit(worker, incoming.case_id).state == "admitted"
    assert IncomingCheck.objects.filter(incoming=incoming, item="aim").count() == 3


def test_a_call_back_and_every_ground_need_a_reason(office: Office) -> None:
    incoming = registered(office)
    worker = office.worker(Role.CENTRAL_AUTHORITY)
    for part, item in (("gate", "call_back"), ("ground", "political_offence")):
        with pytest.raises(InputError, match="too little"):
            examining.note_check(worker, incoming.case_id, part, item, "met", "yes")
    for part, item, verdict in (("gate", "no_such", "met"), ("gate", "aim", "maybe"), ("nowhere", "aim", "met")):
        with pytest.raises(InputError):
            examining.note_check(worker, incoming.case_id, part, item, verdict, WHY)


def test_nothing_is_carried_out_before_every_ground_was_cleared_with_a_fresh_proof(office: Office) -> None:
    incoming = registered(office)
    through_the_gate(office, incoming)
    worker = office.worker(Role.CENTRAL_AUTHORITY)
    with pytest.raises(RefusedError, match="ground"):
        examining.accept(worker, incoming.case_id)
    grounds = [one.item.id for one in examining.examined(worker, incoming, "ground")]
    assert {"political_offence", "death_penalty", "discrimination", "dual_criminality", "ne_bis_in_idem"} <= set(grounds)
    for item in grounds:
        examining.note_check(worker, incoming.case_id, "ground", item, "met", "Nothing in the file speaks for it.")
    with pytest.raises(ProofNeededError):
        examining.accept(office.worker(Role.CENTRAL_AUTHORITY, is_fresh=False), incoming.case_id)
    assert examining.accept(worker, incoming.case_id).state == "accepted"


def test_the_treaties_between_the_states_bring_grounds_of_their_own_with_their_article(office: Office) -> None:
    assert office.people
    law = Law.open()
    on = date(2026, 11, 21)
    found = treaty_grounds(law, "request", "GE", "AM", on)
    assert found
    assert all(one.sources for one in found)
    assert len({one.id for one in found}) == len(found)
    assert treaty_grounds(law, "spontaneous", "GE", "AM", on) == ()


def test_a_refusal_needs_a_ground_and_its_letter_says_it(office: Office) -> None:
    incoming = registered(office)
    worker = office.worker(Role.CENTRAL_AUTHORITY)
    with pytest.raises(RefusedError, match="speaks against"):
        answering.refuse_with_letter(worker, incoming.case_id, "political_offence")
    reason = "The only act described is an article in a newspaper."
    examining.note_check(worker, incoming.case_id, "ground", "political_offence", "not_met", reason)
    letter = answering.refuse_with_letter(worker, incoming.case_id, "political_offence")
    incoming.refresh_from_db()
    assert (incoming.state, letter.kind, letter.outcome) == ("refused", "refusal", "political_offence")
    assert reason in letter.text
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(bytes(letter.file.content))).paragraphs)
    assert reason in text
    answering.reply_left(worker, incoming.case_id, letter.pk, system_clock().date())
    assert examining.close_incoming(worker, incoming.case_id).state == "closed"
    assert not incoming.case.clocks.filter(stopped_at=None, kind="incoming_acknowledge").exists()


def test_every_outcome_of_a_refusal_is_in_the_one_vocabulary() -> None:
    law = Law.open()
    for kind in ("request", "preservation", "spontaneous"):
        for part in ("gate", "ground"):
            for one in items(part, kind, law, "ru"):
                assert outcome_of(one.id) in law.outcomes, one.id
                assert one.ask != items(part, kind, law, "en")[0].ask


def test_it_goes_to_a_unit_whose_head_sees_it_then_and_is_answered_with_digest_and_reference(office: Office) -> None:
    incoming = accepted(office)
    worker = office.worker(Role.CENTRAL_AUTHORITY)
    chief = office.person("chief", office.other, Role.UNIT_HEAD)
    with pytest.raises(NotThereError):
        office.worker(chief).incoming(incoming.case_id)
    answering.assign(worker, incoming.case_id, office.other)
    head = office.worker(chief)
    assert head.incoming(incoming.case_id).state == "assigned"
    with pytest.raises(RefusedError, match="measure"):
        answering.answer(worker, incoming.case_id)
    answering.note_measure(head, incoming.case_id, system_clock().date(), "production order served on the operator", "order 5/26")
    with pytest.raises(InputError, match="64"):
        answering.note_custody(head, incoming.case_id, "subscriber.csv", "abc", "V-1")
    answering.note_custody(head, incoming.case_id, "subscriber.csv", "AB" * 32, "V-1/17")
    letter = answering.answer(worker, incoming.case_id, "ru")
    incoming.refresh_from_db()
    assert incoming.state == "answered"
    with zipfile.ZipFile(io.BytesIO(bytes(letter.file.content))) as archive:
        body = archive.read("word/document.xml").decode()
    assert "V-1/17" in body
    assert "production order served" in letter.text
    assert "исполнен" in letter.text


def test_a_unit_without_a_head_takes_nothing(office: Office) -> None:
    incoming = accepted(office)
    with pytest.raises(InputError, match="no head"):
        answering.assign(office.worker(Role.CENTRAL_AUTHORITY), incoming.case_id, office.other)


def preservation(office: Office) -> IncomingRequest:
    """An urgent preservation request, as the duty officer registers it."""
    incoming = registered(office, PRESERVE, Role.DUTY_OFFICER, via="contact_24_7", urgency="emergency")
    return change_incoming(office.worker(Role.DUTY_OFFICER), incoming.case_id, {"instrument": "pres_art29"})


def test_a_preservation_is_taken_in_three_steps_once_the_sender_was_called_back(office: Office) -> None:
    incoming = preservation(office)
    duty = office.worker(Role.DUTY_OFFICER)
    assert incoming.case.clocks.get(kind="incoming_acknowledge").due == system_clock().date()
    with pytest.raises(RefusedError, match="called"):
        answering.preserve_now(duty, incoming.case_id, "Operator X", "")
    examining.note_check(duty, incoming.case_id, "gate", "call_back", "met", WHY)
    answering.preserve_now(duty, incoming.case_id, "Operator X", "Article 29")
    incoming.refresh_from_db()
    assert incoming.state == "accepted"
    assert incoming.measure[0]["what"].endswith("Operator X")
    clock = incoming.case.clocks.get(kind="incoming_preservation")
    end = system_clock().date() + timedelta(days=60)
    assert (clock.due, clock.limit) == (end, "budapest-29-7")
    letter = incoming.replies.get(kind="acknowledgement")
    assert end.isoformat() in letter.text
    answering.reply_left(duty, incoming.case_id, letter.pk, system_clock().date())
    assert not incoming.case.clocks.filter(kind="incoming_acknowledge", stopped_at=None).exists()


def test_only_a_preservation_is_taken_at_once(office: Office) -> None:
    incoming = registered(office)
    worker = office.worker(Role.CENTRAL_AUTHORITY)
    examining.note_check(worker, incoming.case_id, "gate", "call_back", "met", WHY)
    with pytest.raises(RefusedError, match="only a preservation"):
        answering.preserve_now(worker, incoming.case_id, "Operator X", "")


def test_spontaneous_information_is_asked_for_its_conditions_only(office: Office) -> None:
    incoming = registered(office, kind="spontaneous")
    worker = office.worker(Role.CENTRAL_AUTHORITY)
    assert [one.item.id for one in examining.examined(worker, incoming, "ground")] == ["conditions"]
    letter = answering.draft_reply(worker, incoming.case_id, "thanks")
    assert incoming.case.number in letter.text


def test_a_letter_to_a_company_and_a_strange_mailbox_are_pointed_out(office: Office) -> None:
    incoming = registered(office, LETTER.replace("General Prosecutor's Office of the Kyrgyz Republic", "Google LLC"))
    text = office.client(Role.CENTRAL_AUTHORITY).get(f"/cases/{incoming.case_id}/incoming/").content.decode()
    assert "addressed to a company" in text
    assert "between the two States" in text


def test_in_the_browser_from_upload_to_the_letter_of_receipt(office: Office) -> None:
    client = office.client(Role.CENTRAL_AUTHORITY)
    file = SimpleUploadedFile("request.txt", LETTER.encode(), "text/plain")
    answer = client.post("/incoming/new/", {"letter": file, "via": "post", "kind": "request", "from_state": "KZ"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    case = Case.objects.get()
    folder = f"/cases/{case.pk}/incoming/"
    page = client.get(folder).content.decode()
    assert "invented.person@mail.example" in page
    client.post(folder + "do/check/", {"part": "gate", "item": "call_back", "verdict": "met", "reason": WHY})
    client.post(folder + "do/reply/", {"kind": "acknowledgement", "language": "ru"})
    reply = case.incoming.replies.get()
    given = client.post(f"{folder}replies/{reply.pk}/")
    assert given.content.startswith(b"PK")
    assert client.post(folder + "letter/").content == LETTER.encode()
    assert client.post(folder + "do/nothing/").status_code == 404
    assert case.number in client.get("/incoming/").content.decode()
    assert client.post("/incoming/new/", {"text": "", "via": "post", "kind": "request"}).status_code == 400
