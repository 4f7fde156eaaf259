"""The steps of the work, in their order, with what each refuses."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from comity.desk.journal.chain import check
from comity.desk.models import CaseMember, EvidenceRequest
from comity.desk.rights.refusal import NotThereError, ProofNeededError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.steps import approve as approving
from comity.desk.steps.case_file import case_bytes, case_value, particulars_of
from comity.desk.steps.check_request import check_request
from comity.desk.steps.choose_channel import plan_case
from comity.desk.steps.compare_versions import compare
from comity.desk.steps.edit_request import save_fields, shown_texts, value_of
from comity.desk.steps.file_answer import file_outcome, outcome_codes
from comity.desk.steps.find_leads import decide_leads, read_leads
from comity.desk.steps.open_case import break_glass, change_particulars, let_in, open_case
from comity.desk.steps.prepare_request import prepare_request
from comity.desk.steps.send_and_track import record_sent, set_clock
from comity.desk.steps.together import stamp
from comity.desk.steps.write_letters import write_letter
from comity.errors import InputError
from comity.model.time import system_clock
from comity.routing.yaml_file import parse_written_file
from tests.desk.office import Office, submittable_draft

STATEMENT = "Писали с invented.person@gmail.com, потом 2026-11-04 21:47:05 с адреса 198.51.100.7:51544, Telegram @invented_sample_name."


def test_from_a_text_to_a_letter(office: Office) -> None:
    worker = office.worker(Role.INVESTIGATOR)
    particulars = {"requesting_state": "KG", "date": "2026-11-20", "language": "en", "facts": "invented", "offences.0.id": "computer_fraud"}
    case = open_case(worker, office.nine, number="9-77", title="Invented", zone="Asia/Bishkek", particulars=particulars)
    found = read_leads(worker, case.pk, STATEMENT.encode(), "statement.txt").new
    assert {(lead.kind, lead.value) for lead in found} >= {("email", "invented.person@gmail.com"), ("ipv4", "198.51.100.7")}
    assert all(lead.state == "found" for lead in found)
    assert not plan_case(worker, case).answer.routes
    assert decide_leads(worker, case.pk, [lead.pk for lead in found], "accepted") == len(found)
    plan = plan_case(worker, case)
    occasion = next(
        one for row in plan.occasions.values() for one in row if one.situation.provider and one.situation.provider.id == "google"
    )
    request = prepare_request(worker, case.pk, occasion.key)
    assert "invented.person@gmail.com" in request.draft
    assert prepare_request(worker, case.pk, occasion.key).pk == request.pk
    letter = write_letter(worker, request.pk, "docx")
    assert letter.content.startswith(b"PK")
    assert write_letter(worker, request.pk, "pdf").content.startswith(b"%PDF")
    actions = list(case.journal.order_by("number").values_list("action", flat=True))
    assert actions == ["case.opened", "leads.found", "leads.accepted", "request.prepared", "request.downloaded", "request.downloaded"]
    assert check().holds


def test_a_text_read_twice_gives_no_lead_twice(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    worker = office.worker(Role.INVESTIGATOR)
    first = read_leads(worker, case.pk, STATEMENT.encode())
    second = read_leads(worker, case.pk, STATEMENT.encode())
    assert (len(first.new), len(second.new)) == (case.leads.count(), 0)
    assert second.known >= len(first.new)


def test_the_exercise_is_the_worked_case_again(office: Office) -> None:
    """What the desk keeps goes out as the case file that it came from: the same routes, the same plan."""
    from importlib.resources import files

    from comity.desk.bench import workbench
    from comity.routing.case_file import read_case

    case = office.exercise()
    bench = workbench("en")
    original = read_case(str(files("comity") / "samples" / "worked-case" / "case.yaml"), bench.law, bench.catalog)
    ours = case_value(case, "en")
    assert ours.leads == original.leads
    assert ours.wanted == original.wanted
    assert bench.plan_case(ours).plan == bench.plan_case(original).plan
    again = particulars_of(parse_written_file(case_bytes(case), "case.yaml").root)
    assert again == case.particulars


def test_a_second_exercise_gets_a_number_of_its_own(office: Office) -> None:
    assert [office.exercise().number, office.exercise().number] == ["9-2026-0417-T1", "9-2026-0417-T2"]


def test_every_first_request_of_the_exercise_could_be_submitted(office: Office) -> None:
    worker = office.worker(Role.INVESTIGATOR)
    for request in office.exercise().requests.all():
        assert check_request(worker, request).blocks == 0, request.addressee


def test_a_request_is_locked_once_it_is_submitted(office: Office) -> None:
    request = office.exercise().requests.get(number=1)
    worker = office.worker(Role.INVESTIGATOR)
    approving.submit(worker, request.pk)
    with pytest.raises(RefusedError):
        save_fields(
            worker,
            request.pk,
            {"request.reference": "x"},
            {"request.reference": stamp(shown_texts(request, worker.t)["request.reference"])},
        )
    assert worker.may("request.edit", request=EvidenceRequest.objects.get(pk=request.pk)).why


def approved(office: Office) -> EvidenceRequest:
    case = office.case(Role.INVESTIGATOR, Role.UNIT_HEAD, Role.PROSECUTOR)
    request = office.request(case, draft=submittable_draft())
    approving.submit(office.worker(Role.INVESTIGATOR), request.pk)
    return approving.approve(office.worker(Role.UNIT_HEAD), request.pk)


def test_submit_approve_send_answer(office: Office) -> None:
    request = approved(office)
    worker = office.worker(Role.INVESTIGATOR)
    today = system_clock().date()
    sent = record_sent(worker, request.pk, way="portal", on=today, reference="ABC-1")
    assert (sent.state, sent.sent["way"], sent.approved_by_id) == ("sent", "portal", office.people[Role.UNIT_HEAD].pk)
    assert sent.versions.first().is_fixed
    outcome = file_outcome(worker, request.pk, code="wrong_identifier", on=today)
    assert (outcome.code, EvidenceRequest.objects.get(pk=request.pk).state) == ("wrong_identifier", "answered")


def test_nothing_is_sent_that_is_not_approved(office: Office) -> None:
    request = office.request(office.case(Role.INVESTIGATOR), "draft")
    with pytest.raises(RefusedError, match="state"):
        record_sent(office.worker(Role.INVESTIGATOR), request.pk, way="portal", on=system_clock().date())


def test_nothing_is_sent_from_an_exercise_even_when_approved(office: Office) -> None:
    request = office.request(office.case(Role.INVESTIGATOR, training=True), "approved")
    with pytest.raises(RefusedError, match="exercise"):
        record_sent(office.worker(Role.INVESTIGATOR), request.pk, way="portal", on=system_clock().date())


@pytest.mark.parametrize("days", [-3650, 5])
def test_a_day_of_sending_that_cannot_be_is_refused(office: Office, days: int) -> None:
    request = approved(office)
    with pytest.raises(InputError, match="only between"):
        record_sent(office.worker(Role.INVESTIGATOR), request.pk, way="portal", on=system_clock().date() + timedelta(days=days))


def test_a_block_keeps_a_draft_from_being_submitted(office: Office) -> None:
    request = office.request(office.case(Role.INVESTIGATOR))
    assert check_request(office.worker(Role.INVESTIGATOR), request).blocks > 0
    with pytest.raises(RefusedError, match="keep this request"):
        approving.submit(office.worker(Role.INVESTIGATOR), request.pk)


def test_what_cannot_be_read_keeps_a_draft_from_being_submitted(office: Office) -> None:
    request = office.exercise().requests.get(number=1)
    worker = office.worker(Role.INVESTIGATOR)
    before = shown_texts(request, worker.t)["request.date"]
    saved = save_fields(worker, request.pk, {"request.date": "next Tuesday"}, {"request.date": stamp(before)})
    assert shown_texts(saved.request, worker.t)["request.date"] == "next Tuesday"
    with pytest.raises(RefusedError):
        approving.submit(worker, request.pk)


def test_an_overridden_block_needs_a_senior_a_reason_and_then_a_second_person(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR, Role.UNIT_HEAD, Role.PROSECUTOR)
    request = office.request(case)
    head = office.worker(Role.UNIT_HEAD)
    blocks = sorted({one.finding.rule for one in check_request(head, request).remarks if one.finding.severity.value == "block"})
    reason = "The duty judge confirmed by telephone that the order is signed and follows today."
    with pytest.raises(RefusedError):
        approving.override(office.worker(Role.INVESTIGATOR), request.pk, blocks[0], reason)
    with pytest.raises(ProofNeededError):
        approving.override(office.worker(Role.UNIT_HEAD, is_fresh=False), request.pk, blocks[0], reason)
    with pytest.raises(InputError, match="too little"):
        approving.override(head, request.pk, blocks[0], "because")
    for rule in blocks:
        approving.override(head, request.pk, rule, reason)
    left = {
        one.finding.rule
        for one in check_request(head, EvidenceRequest.objects.get(pk=request.pk)).remarks
        if one.finding.severity.value == "block" and one.finding.overridden_by is None
    }
    assert left == set()
    approving.submit(head, request.pk)
    with pytest.raises(RefusedError, match="second person"):
        approving.approve(head, request.pk)
    assert approving.approve(office.worker(Role.PROSECUTOR), request.pk).state == "approved"


def test_a_returned_request_is_a_draft_again_and_says_why(office: Office) -> None:
    request = approved(office)
    back = approving.send_back(office.worker(Role.PROSECUTOR), request.pk, "The period is too long.")
    assert (back.state, back.approved_by_id) == ("draft", None)
    assert "The period is too long." in request.case.journal.first().words


def test_versions_of_one_person_in_a_row_are_one_until_somebody_relies_on_it(office: Office) -> None:
    request = office.exercise().requests.get(number=1)
    worker = office.worker(Role.INVESTIGATOR)
    for text in ("A-1", "A-2", "A-3"):
        was = stamp(shown_texts(EvidenceRequest.objects.get(pk=request.pk), worker.t).get("request.reference", ""))
        save_fields(worker, request.pk, {"request.reference": text}, {"request.reference": was})
    assert request.versions.count() == 2
    write_letter(worker, request.pk, "docx")
    was = stamp("A-3")
    save_fields(worker, request.pk, {"request.reference": "A-4"}, {"request.reference": was})
    assert [version.number for version in request.versions.all()] == [3, 2, 1]
    found = compare(worker, request.pk, 3)
    assert [(key, old, new) for _, key, old, new in found["differences"]] == [("request.reference", "A-3", "A-4")]


def test_two_editors_keep_both_their_words(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR, Role.PROSECUTOR)
    request = office.request(case, draft=submittable_draft())
    one, two = office.worker(Role.INVESTIGATOR), office.worker(Role.PROSECUTOR)
    opened = {key: stamp(text) for key, text in shown_texts(request, one.t).items()}
    save_fields(one, request.pk, {"data.relevance": "first words"}, opened)
    other = save_fields(two, request.pk, {"data.necessity": "of another field"}, opened)
    assert other.merged.conflicts == ()
    clash = save_fields(two, request.pk, {"data.relevance": "second words"}, opened)
    assert [(found.mine, found.theirs) for found in clash.merged.conflicts] == [("second words", "first words")]
    value = value_of(EvidenceRequest.objects.get(pk=request.pk))
    assert (value.data.relevance, value.data.necessity) == ("first words", "of another field")


def test_two_editors_of_the_particulars_keep_both_their_words(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR, Role.PROSECUTOR)
    opened = {key: stamp(text) for key, text in case.particulars.items()}
    change_particulars(office.worker(Role.INVESTIGATOR), case.pk, {"facts": "mine"}, opened)
    again, done = change_particulars(office.worker(Role.PROSECUTOR), case.pk, {"facts": "theirs", "offence_place": "Bishkek"}, opened)
    assert [one.field for one in done.conflicts] == ["facts"]
    assert (again.particulars["facts"], again.particulars["offence_place"]) == ("mine", "Bishkek")


def test_answers_about_the_authority_stand_in_the_next_draft(office: Office) -> None:
    case = office.exercise()
    worker = office.worker(Role.INVESTIGATOR)
    first = case.requests.filter(language="en").first()
    was = stamp(shown_texts(first, worker.t).get("authority.badge_id", ""))
    save_fields(worker, first.pk, {"authority.badge_id": "B-99"}, {"authority.badge_id": was})
    plan = plan_case(worker, case)
    taken = set(case.requests.values_list("occasion", flat=True))
    key = next(one.key for row in plan.occasions.values() for one in row if one.key not in taken and one.situation.language == "en")
    assert value_of(prepare_request(worker, case.pk, key)).authority.badge_id == "B-99"


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.UNIT_HEAD, Role.PROSECUTOR, Role.CENTRAL_AUTHORITY, Role.DUTY_OFFICER}]
)
def test_the_glass_is_broken_only_by_those_who_answer_for_it(office: Office, role: Role) -> None:
    case = office.case(Role.INVESTIGATOR)
    with pytest.raises(RefusedError):
        break_glass(office.worker(role), case.number, "A child is in danger and nobody of the case answers.")


def test_broken_glass_lasts_a_day_and_is_written_down(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    head = office.worker(Role.UNIT_HEAD)
    with pytest.raises(NotThereError):
        head.case(case.pk)
    with pytest.raises(InputError):
        break_glass(head, case.number, "hurry")
    break_glass(head, case.number, "A child is in danger and nobody of the case answers.")
    assert head.case(case.pk) == case
    assert case.journal.filter(action="case.glass_broken").count() == 1
    assert "A child is in danger" in office.client(Role.INVESTIGATOR).get("/").content.decode()
    assert office.stranger is not None
    assert "A child is in danger" not in office.client(office.stranger).get("/").content.decode()
    CaseMember.objects.filter(person=head.person).update(until=system_clock() - timedelta(seconds=1))
    with pytest.raises(NotThereError):
        head.case(case.pk)


def test_broken_glass_does_not_reach_another_unit(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    chief = office.person("chief", office.other, Role.UNIT_HEAD)
    with pytest.raises(NotThereError):
        break_glass(office.worker(chief), case.number, "A child is in danger and nobody of the case answers.")


def test_who_is_let_in_needs_the_appointment(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    with pytest.raises(InputError, match="not appointed"):
        let_in(office.worker(Role.INVESTIGATOR), case.pk, office.people[Role.PROSECUTOR], Role.UNIT_HEAD)
    let_in(office.worker(Role.INVESTIGATOR), case.pk, office.people[Role.PROSECUTOR], Role.PROSECUTOR)
    assert office.worker(Role.PROSECUTOR).case(case.pk) == case


def test_a_role_that_was_taken_away_opens_no_case_any_more(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    office.people[Role.INVESTIGATOR].appointments.all().delete()
    with pytest.raises(NotThereError):
        office.worker(Role.INVESTIGATOR).case(case.pk)
    assert not office.worker(Role.INVESTIGATOR).cases().exists()


def test_the_list_of_cases_is_what_may_be_seen(office: Office) -> None:
    mine, training = office.case(Role.INVESTIGATOR, number="a"), office.case(Role.TRAINEE, number="b", training=True)
    office.case(Role.TRAINEE, number="c")  # a trainee on a real case sees nothing of it
    seen = {role: set(office.worker(role).cases()) for role in Role}
    assert seen[Role.INVESTIGATOR] == {mine}
    assert seen[Role.TRAINEE] == {training}
    assert len(seen[Role.AUDITOR]) == 3
    assert not seen[Role.ADMINISTRATOR]
    for role, cases in seen.items():
        for case in [mine, training]:
            assert office.worker(role).may("case.see", case=case).is_allowed == (case in cases)


def test_the_same_number_twice_in_a_unit_is_told(office: Office) -> None:
    worker = office.worker(Role.INVESTIGATOR)
    open_case(worker, office.nine, number="1", title="x", zone="UTC", particulars={})
    with pytest.raises(InputError, match="already"):
        open_case(worker, office.nine, number="1", title="y", zone="UTC", particulars={})


@pytest.mark.parametrize(("zone", "title"), [("Asia/Nowhere", "x"), ("UTC", "  ")])
def test_a_case_that_cannot_be_is_told(office: Office, zone: str, title: str) -> None:
    with pytest.raises(InputError):
        open_case(office.worker(Role.INVESTIGATOR), office.nine, number="1", title=title, zone=zone, particulars={})


def test_a_case_is_brought_back_on_a_day_to_come(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    worker = office.worker(Role.INVESTIGATOR)
    assert set_clock(worker, case.pk, date(2026, 12, 1), "ask again").due == date(2026, 12, 1)
    with pytest.raises(InputError):
        set_clock(worker, case.pk, date(2026, 1, 1), "gone")


def test_outcomes_are_the_one_vocabulary() -> None:
    from comity.desk.bench import workbench

    codes = outcome_codes("ru")
    assert set(codes) == {"granted", "partial", "clarification_asked", "acknowledged", *workbench("ru").law.outcomes}
    assert re.search("[а-я]", codes["wrong_identifier"])


def test_a_weak_password_is_told(office: Office) -> None:
    from comity.desk.people.enrolment import add_person

    administrator = office.people[Role.ADMINISTRATOR]
    with pytest.raises(InputError, match="password") as caught:
        add_person(administrator, login="new", full_name="New Person", password="password1234", zone="UTC")  # noqa: S106 - invented
    assert caught.value.place == "password"
    assert not isinstance(caught.value.__cause__, ValidationError)
