"""Clocks: computed from limits, terms and dated facts; stopped by what they wait for; read by calendar programs."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
from django.test import Client

from comity.desk.models import CalendarFeed, EvidenceRequest, RunningClock
from comity.desk.rights.refusal import NotThereError, ProofNeededError
from comity.desk.rights.roles import Role
from comity.desk.steps.calendar import as_calendar, make_feed, read_feed, running_clocks
from comity.desk.steps.clocks import WORDS
from comity.desk.steps.edit_request import save_fields, shown_texts
from comity.desk.steps.file_answer import file_outcome
from comity.desk.steps.remind import make_reminder, reminder
from comity.desk.steps.send_and_track import close_request, record_sent, restart_clock, set_clock, stop_clock
from comity.desk.steps.together import stamp
from comity.errors import InputError
from comity.model.time import system_clock
from comity.text.messages import Messages
from tests.desk.office import Office, submittable_draft

IDENTIFIED = "targets:\n- {kind: email, identifier: one@mail.example, identifier_type: email}\n"
WITH_DEADLINE = f"instrument: vol_subscriber\nrequest:\n  response_deadline: 2026-12-15\n{IDENTIFIED}"
BY_A_STATE = {"instrument": "pres_art29", "channel": "preservation_24_7", "addressee_id": ""}


def today() -> date:
    """The day of the test."""
    return system_clock().date()


def sent(office: Office, draft: str, **more: object) -> EvidenceRequest:
    """A request that left today."""
    request = office.request(office.case(Role.INVESTIGATOR), "approved", draft=draft, **more)
    return record_sent(office.worker(Role.INVESTIGATOR), request.pk, way="portal", on=today())


def running(request: EvidenceRequest) -> dict[str, RunningClock]:
    """The clocks that run, by kind."""
    return {clock.kind: clock for clock in request.clocks.filter(stopped_at=None)}


def test_the_day_that_the_letter_asks_for_is_when_the_answer_is_due(office: Office) -> None:
    request = sent(office, WITH_DEADLINE, channel="voluntary")
    assert running(request)["answer_due"].due == date(2026, 12, 15)
    file_outcome(office.worker(Role.INVESTIGATOR), request.pk, code="acknowledged", on=today())
    assert "answer_due" in running(request)
    file_outcome(office.worker(Role.INVESTIGATOR), request.pk, code="granted", on=today())
    assert "answer_due" not in running(request)


def test_without_such_a_day_the_limit_of_the_instrument_counts_and_says_how_far_it_was_read(office: Office) -> None:
    request = sent(office, f"instrument: p2_art7\n{IDENTIFIED}", instrument="p2_art7", channel="second_protocol", addressee_id="")
    clock = running(request)["answer_due"]
    assert (clock.limit, clock.due, clock.basis) == ("ap2-7", today() + timedelta(days=30), "unverified")


def test_a_preservation_by_a_state_runs_sixty_days_from_its_confirmation(office: Office) -> None:
    request = sent(office, f"instrument: pres_art29\n{IDENTIFIED}", **BY_A_STATE)
    assert "preservation_expiry" not in running(request)
    file_outcome(office.worker(Role.INVESTIGATOR), request.pk, code="granted", on=today(), reference="P-1")
    found = running(request)
    end = today() + timedelta(days=60)
    kept = found["preservation_expiry"]
    assert (kept.limit, kept.due, kept.basis) == ("budapest-29-7", end, "read")
    assert found["extension_lead"].due == end - timedelta(days=14)
    assert found["mla_must_follow"].due == end


def test_a_preservation_by_a_provider_runs_its_published_term_and_stands_in_the_case_file(office: Office) -> None:
    request = sent(office, f"instrument: pres_provider\n{IDENTIFIED}", addressee_id="google")
    file_outcome(office.worker(Role.INVESTIGATOR), request.pk, code="granted", on=today(), reference="G-77")
    request.case.refresh_from_db()
    line = request.case.particulars["preservations"]
    assert line.startswith(f"google | G-77 | {today().isoformat()}")
    assert line.count("|") == (3 if "preservation_expiry" in running(request) else 2)


def test_a_request_for_legal_assistance_about_the_same_identifier_stops_what_waited_for_it(office: Office) -> None:
    request = sent(office, f"instrument: pres_art29\n{IDENTIFIED}", **BY_A_STATE)
    worker = office.worker(Role.INVESTIGATOR)
    file_outcome(worker, request.pk, code="granted", on=today())
    assistance = {"instrument": "mla_stored_content", "channel": "mla"}
    other = office.request(request.case, "approved", draft="instrument: mla_stored_content\n", **assistance)
    record_sent(worker, other.pk, way="post", on=today())
    assert "mla_must_follow" in running(request)
    about_it = office.request(request.case, "approved", draft=f"instrument: mla_stored_content\n{IDENTIFIED}", **assistance)
    record_sent(worker, about_it.pk, way="post", on=today())
    assert "mla_must_follow" not in running(request)
    assert "preservation_expiry" in running(request)


def test_a_day_that_is_changed_in_the_draft_moves_its_clock_and_no_other(office: Office) -> None:
    request = office.request(office.case(Role.INVESTIGATOR), draft="instrument: pres_provider\ndata:\n  retention_expiry: 2026-12-01\n")
    worker = office.worker(Role.INVESTIGATOR)
    key = "data.retention_expiry"
    for day in ("2026-12-05", "2026-12-09"):
        was = stamp(shown_texts(EvidenceRequest.objects.get(pk=request.pk), worker.t)[key])
        save_fields(worker, request.pk, {key: day}, {key: was})
    assert [clock.due for clock in request.clocks.filter(stopped_at=None)] == [date(2026, 12, 9)]


def test_what_a_person_put_away_stays_away_and_can_be_taken_back(office: Office) -> None:
    request = sent(office, WITH_DEADLINE, channel="voluntary")
    worker = office.worker(Role.INVESTIGATOR)
    clock = stop_clock(worker, running(request)["answer_due"].pk)
    file_outcome(worker, request.pk, code="acknowledged", on=today())
    assert running(request) == {}
    restart_clock(worker, clock.pk)
    assert running(request)["answer_due"].stopped_by is None


def test_closing_a_request_stops_its_clocks_and_says_why(office: Office) -> None:
    request = sent(office, WITH_DEADLINE, channel="voluntary")
    close_request(office.worker(Role.INVESTIGATOR), request.pk)
    clock = request.clocks.get()
    assert (clock.stopped_by, clock.stopped_as) == (office.people[Role.INVESTIGATOR], "the request was closed")


@pytest.mark.parametrize("kind", ["legal_hold_end", "bring_back", "notice_embargo"])
def test_a_clock_is_set_by_hand(office: Office, kind: str) -> None:
    case = office.case(Role.INVESTIGATOR)
    assert set_clock(office.worker(Role.INVESTIGATOR), case.pk, today(), "", kind).note
    with pytest.raises(InputError):
        set_clock(office.worker(Role.INVESTIGATOR), case.pk, today(), "", "mla_must_follow")


def test_every_kind_of_clock_has_its_word_in_russian() -> None:
    t = Messages("ru")
    assert all(t(words) != words for words in WORDS.values())


def overdue(office: Office) -> EvidenceRequest:
    """A request whose answer was due before today."""
    left = {"way": "portal", "on": "2026-10-01", "reference": "THEIRS-5"}
    request = office.request(office.case(Role.INVESTIGATOR), "sent", draft=submittable_draft(), sent=left)
    due = today() - timedelta(days=9)
    RunningClock.objects.create(case=request.case, request=request, kind="answer_due", due=due, set_by=request.made_by)
    return request


def test_a_reminder_is_drafted_with_both_references_and_the_day_it_was_due(office: Office) -> None:
    request = overdue(office)
    drafted = reminder(request, today())
    assert drafted is not None
    assert (drafted.number, drafted.overdue) == (1, 9)
    for part in ("2026-10-01", "THEIRS-5", (today() - timedelta(days=9)).isoformat()):
        assert part in drafted.text
    dispatch = make_reminder(office.worker(Role.INVESTIGATOR), request.pk, "email", drafted.text)
    assert dispatch.kind == "reminder"
    again = reminder(request, today())
    assert again is not None
    assert again.number == 2
    assert "9 days overdue" in office.client(Role.INVESTIGATOR).get(f"/requests/{request.pk}/").content.decode()


def test_nothing_is_chased_that_was_not_sent_or_is_answered(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    assert all(reminder(office.request(case, state), today()) is None for state in ("draft", "approved", "answered", "closed"))


def test_another_program_reads_the_calendar_and_finds_every_clock_on_its_day(office: Office) -> None:
    request = overdue(office)
    worker = office.worker(Role.INVESTIGATOR)
    set_clock(worker, request.case_id, date(2026, 12, 1), "Ask, again; with\nline")
    clocks = running_clocks(worker)
    read = icalendar.Calendar.from_ical(as_calendar(clocks, worker.t, with_numbers=True))
    events = list(read.walk("VEVENT"))
    assert [event.decoded("dtstart") for event in events] == [clock.due for clock in clocks]
    assert all("9-1" in str(event["summary"]) for event in events)
    hidden = icalendar.Calendar.from_ical(as_calendar(clocks, worker.t, with_numbers=False)).walk("VEVENT")
    assert {str(event["summary"]) for event in hidden} == {"answer due", "bring back"}
    assert not any("description" in event for event in hidden)


def test_a_feed_answers_its_secret_only_and_with_the_rights_of_the_day(office: Office) -> None:
    request = overdue(office)
    worker = office.worker(Role.INVESTIGATOR)
    with pytest.raises(ProofNeededError):
        make_feed(office.worker(Role.INVESTIGATOR, is_fresh=False))
    key = make_feed(worker, with_numbers=True)
    assert key not in str(CalendarFeed.objects.values())
    assert b"SUMMARY:9-1" in read_feed(key, "en")
    answer = Client().get(f"/calendar/{key}.ics")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert Client().get(f"/calendar/{key[:-1]}.ics").status_code == 404
    request.case.memberships.all().delete()
    assert b"SUMMARY" not in read_feed(key, "en")
    person = office.people[Role.INVESTIGATOR]
    person.is_active = False
    person.save()
    with pytest.raises(NotThereError):
        read_feed(key, "en")


def test_a_feed_of_one_case_shows_no_other_and_ends_when_it_is_ended(office: Office) -> None:
    one, two = office.case(Role.INVESTIGATOR, number="A-1"), office.case(Role.INVESTIGATOR, number="B-2")
    worker = office.worker(Role.INVESTIGATOR)
    for case in (one, two):
        set_clock(worker, case.pk, today(), "x")
    client = office.client(Role.INVESTIGATOR)
    text = client.post("/calendar/", {"case": one.pk, "with_numbers": "on"}).content.decode()
    address = text.split('dir="ltr">http://testserver')[1].split("<")[0]
    content = Client().get(address).content
    assert b"A-1" in content
    assert b"B-2" not in content
    feed = CalendarFeed.objects.get()
    assert office.client(Role.PROSECUTOR).post(f"/calendar/{feed.pk}/end/").status_code == 404
    client.post(f"/calendar/{feed.pk}/end/")
    assert Client().get(address).status_code == 404


def test_clocks_are_taken_away_as_a_file_and_that_is_written_down(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    set_clock(office.worker(Role.INVESTIGATOR), case.pk, today(), "x")
    answer = office.client(Role.INVESTIGATOR).post("/calendar/comity.ics", {"case": case.pk})
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert case.journal.filter(action="calendar.exported").count() == 1
