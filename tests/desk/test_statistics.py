"""Statistics: every figure held against one that was worked out by hand; nothing of exercises, nothing of units that are not one's own."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from comity.desk.models import EvidenceRequest, IncomingRequest
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.roles import Role
from comity.desk.rights.worker import Worker
from comity.desk.statistics.facts import Period, RequestFact, gather
from comity.desk.statistics.measures import by, days_of, kind_of, measured, overridden, reasons, stage_days
from comity.desk.statistics.review import FEW, review
from comity.desk.statistics.workbook import workbook
from comity.desk.steps.approve import approve, send_back, submit
from comity.desk.steps.file_answer import file_outcome
from comity.desk.steps.send_and_track import record_sent
from comity.text.messages import Messages
from tests.desk.office import Office, submittable_draft

DAY = date(2026, 10, 1)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def fact(number: int = 0, **more: object) -> RequestFact:
    begun = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=number)
    values: dict[str, object] = {
        "unit": "A",
        "state": "US",
        "addressee": "X",
        "instrument": "mla",
        "category": "subscriber",
        "prepared": begun,
    }
    return RequestFact(**(values | more))  # type: ignore[arg-type]


def test_percentiles_are_the_nearest_rank() -> None:
    assert days_of([]) == days_of(())
    assert (days_of([]).median, days_of([]).p90) == (None, None)
    assert (days_of([7]).median, days_of([7]).p90) == (7, 7)
    assert (days_of(range(1, 11)).median, days_of(range(1, 11)).p90) == (5.5, 9)
    assert (days_of(range(1, 12)).median, days_of(range(1, 12)).p90) == (6, 10)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=60))
def test_nine_in_ten_do_not_exceed_the_percentile_and_no_smaller_value_has_that(values: list[float]) -> None:
    p90 = days_of(values).p90
    assert p90 in values
    assert sum(value <= p90 for value in values) * 10 >= 9 * len(values)
    assert all(sum(value <= other for value in values) * 10 < 9 * len(values) for other in values if other < p90)


def test_what_was_given_outweighs_an_earlier_refusal_and_a_question_is_no_refusal() -> None:
    assert kind_of(fact(answers=((DAY, "wrong_identifier"), (DAY, "granted")))) == "given"
    assert kind_of(fact(answers=((DAY, "partial"),))) == "given"
    assert kind_of(fact(answers=((DAY, "overbroad"),))) == "refused"
    assert kind_of(fact(answers=((DAY, "postponed"),))) == "open"
    assert kind_of(fact()) == "open"


def test_a_group_is_measured_as_by_hand() -> None:
    rows = [
        fact(sent=DAY, answers=((DAY + timedelta(days=10), "granted"),)),
        fact(sent=DAY, answers=((DAY + timedelta(days=30), "overbroad"),)),
        fact(sent=DAY),
        fact(),
    ]
    row = measured("US", rows)
    assert (row.begun, row.sent, row.answered, row.given, row.refused, row.waiting) == (4, 3, 2, 1, 1, 1)
    assert row.share_answered == pytest.approx(2 / 3)
    assert row.share_given == pytest.approx(1 / 3)
    assert (row.days.median, row.days.p90) == (20, 30)
    assert measured("none", [fact()]).share_answered is None


def test_groups_by_every_dimension_add_up_to_the_whole() -> None:
    rows = [fact(n, unit="AB"[n % 2], state=["US", "", "DE"][n % 3], sent=DAY if n % 4 else None) for n in range(40)]
    for dimension in ("state", "addressee", "instrument", "unit", "category"):
        groups = by(rows, dimension)
        assert sum(row.begun for row in groups) == 40
        assert sum(row.sent for row in groups) == 30
        assert [row.begun for row in groups] == sorted((row.begun for row in groups), reverse=True)


def test_stages_count_only_where_both_ends_are_known_and_in_order() -> None:
    start = datetime(2026, 10, 1, 12, tzinfo=UTC)
    whole = fact(prepared=start, submitted=start + timedelta(days=2), approved=start + timedelta(days=5), sent=date(2026, 10, 8))
    odd = fact(prepared=start, submitted=start - timedelta(days=1))
    assert stage_days([whole, odd]) == {"drafting": [2.0], "approval": [3.0], "sending": [2.0], "waiting": []}


def test_a_reason_and_a_rule_count_once_a_request() -> None:
    rows = [fact(answers=((DAY, "overbroad"), (DAY, "overbroad"), (DAY, "granted"))), fact(answers=((DAY, "language"), (DAY, "overbroad")))]
    assert reasons(rows) == [("overbroad", 2), ("language", 1)]
    assert overridden([fact(overridden=("A", "A")), fact(overridden=("A", "B"))]) == [("A", 2), ("B", 1)]


def test_few_requests_raise_no_question_and_many_do() -> None:
    from comity.desk.statistics.facts import Facts

    def asked(count: int) -> int:
        rows = tuple(fact(sent=DAY, returned=1, answers=((DAY, "overbroad"),)) for _ in range(count))
        return len(review(Facts(YEAR, ("A",), rows)).questions)

    assert asked(FEW - 1) == 0
    assert asked(FEW) >= 3


def worked(office: Office) -> EvidenceRequest:
    """A request that goes the whole way, with a return for changes, on days that are told apart by the clock."""
    now = office.worker(Role.INVESTIGATOR).clock()
    case = office.case(Role.INVESTIGATOR, Role.PROSECUTOR, Role.UNIT_HEAD, Role.CENTRAL_AUTHORITY)
    request = office.request(
        case, draft=submittable_draft(), addressee="Google LLC", addressee_id="google", made_at=now - timedelta(days=20)
    )

    def at(role: Role, days: int) -> Worker:
        moment = now - timedelta(days=days)
        return Worker(office.people[role], "en", is_fresh=True, clock=lambda: moment)

    submit(at(Role.INVESTIGATOR, 18), request.pk)
    send_back(at(Role.UNIT_HEAD, 17), request.pk, "state the period of the data")
    submit(at(Role.INVESTIGATOR, 16), request.pk)
    EvidenceRequest.objects.get(pk=request.pk)
    for role in (Role.UNIT_HEAD, Role.PROSECUTOR, Role.CENTRAL_AUTHORITY):
        if EvidenceRequest.objects.get(pk=request.pk).state == "submitted":
            approve(at(role, 10), request.pk)
    record_sent(at(Role.INVESTIGATOR, 8), request.pk, way="post", on=(now - timedelta(days=8)).date())
    file_outcome(at(Role.INVESTIGATOR, 1), request.pk, code="overbroad", on=(now - timedelta(days=2)).date())
    return request


def test_the_way_of_a_request_is_measured_from_the_journal_and_the_recorded_days(office: Office) -> None:
    request = worked(office)
    found = gather(office.worker(Role.PROSECUTOR), YEAR)
    (only,) = found.requests
    assert (only.unit, only.addressee, only.state) == (office.nine.name, "Google LLC", "US")
    assert (only.returned, [code for _, code in only.answers]) == (1, ["overbroad"])
    days = stage_days([only])
    assert [round(days[stage][0]) for stage in ("drafting", "approval", "sending", "waiting")] == [2, 8, 2, 6]
    assert request.pk


def test_a_head_counts_the_own_units_and_exercises_count_nowhere(office: Office) -> None:
    office.request(office.case(Role.INVESTIGATOR, number="1"))
    other = office.case(Role.INVESTIGATOR, number="2")
    other.unit = office.other
    other.save()
    office.request(other)
    office.request(office.case(Role.TRAINEE, number="3", training=True))
    assert [len(gather(office.worker(role), YEAR).requests) for role in (Role.UNIT_HEAD, Role.PROSECUTOR, Role.AUDITOR)] == [1, 2, 2]
    for role in (Role.INVESTIGATOR, Role.ADMINISTRATOR, Role.TRAINEE, Role.CUSTODIAN, Role.DUTY_OFFICER):
        with pytest.raises(RefusedError):
            gather(office.worker(role), YEAR)


def test_overridden_blocks_are_read_from_the_drafts(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    office.request(case, draft="instrument: x\noverrides:\n- rule: REQ101\n  by: Somebody\n  reason: because\n")
    office.request(case, draft="instrument: x\ncase:\n  facts: 'overrides: nothing'\n")
    assert overridden(gather(office.worker(Role.PROSECUTOR), YEAR).requests) == [("REQ101", 1)]


def test_requests_from_abroad_are_measured_by_state(office: Office) -> None:
    worker = office.worker(Role.PROSECUTOR)
    case = office.case(Role.PROSECUTOR)
    IncomingRequest.objects.create(
        case=case, sender="Invented Authority", from_state="DE", via="post", received_at=worker.clock(), registered_by=worker.person
    )
    ((state, count, first, answer, waiting),) = review(gather(worker, YEAR)).incoming
    assert (state, count, first.count, answer.count, waiting) == ("DE", 1, 0, 0, 1)


def test_the_workbook_holds_text_as_text(office: Office) -> None:
    evil = '=HYPERLINK("http://example.com","x")'
    case = office.case(Role.INVESTIGATOR)
    for addressee in (evil, "+1+1", "@SUM(1)", "https://example.com"):
        office.request(case, addressee=addressee)
    content = workbook(review(gather(office.worker(Role.PROSECUTOR), YEAR)), Messages("ru"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name("Адресат").to_python()
    assert {row[0] for row in rows[1:]} == {evil, "+1+1", "@SUM(1)", "https://example.com"}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet or b"hyperlink" in sheet for sheet in sheets)


def test_the_number_of_queries_does_not_grow_with_the_requests(office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = office.case(Role.INVESTIGATOR)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            gather(office.worker(Role.PROSECUTOR), YEAR)
        return len(queries)

    office.request(case)
    few = asked()
    for _ in range(12):
        office.request(case)
    assert asked() == few
