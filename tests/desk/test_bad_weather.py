"""Bad input and bad luck: huge uploads, unknown zones, clocks that jump, two persons at once; clear, and nothing half-done."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import InMemoryUploadedFile

from comity.desk.models import Case, EvidenceRequest, RunningClock
from comity.desk.people.second_factor import code_at, enrol, is_proved, new_secret
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.roles import Role
from comity.desk.service import LARGEST_BODY
from comity.desk.steps import approve as approving
from comity.desk.steps.edit_request import save_fields
from comity.desk.steps.send_and_track import record_sent, set_clock
from comity.desk.steps.together import stamp
from comity.errors import InputError
from comity.model.time import system_clock
from tests.desk.office import Office, submittable_draft

TWO_GIGABYTES = 2_000_000_000


class Huge(InMemoryUploadedFile):
    """A file that says it has two gigabytes; whoever reads it fails the test."""

    def __init__(self, name: str) -> None:
        super().__init__(None, None, name, "application/octet-stream", TWO_GIGABYTES, None)

    def read(self, *_: object) -> bytes:
        raise AssertionError("a file that is too large was read")


@pytest.mark.parametrize(
    ("address", "field", "more"),
    [
        ("/cases/{case}/leads/", "file", {}),
        ("/requests/{request}/letter-back/", "letter", {}),
        ("/requests/{approved}/packs/", "file", {"way": "portal"}),
        ("/requests/{sent}/do/outcome/", "file", {"code": "granted", "on": "2026-11-20"}),
        ("/incoming/new/", "letter", {"via": "post", "kind": "request"}),
    ],
)
def test_two_gigabytes_are_refused_before_they_are_read(
    office: Office, monkeypatch: pytest.MonkeyPatch, address: str, field: str, more: dict[str, str]
) -> None:
    from django.core.handlers.wsgi import WSGIRequest
    from django.utils.datastructures import MultiValueDict

    case = office.case(Role.UNIT_HEAD)
    made = {state: office.request(case, state, draft=submittable_draft()).pk for state in ("draft", "approved", "sent")}
    before = (Case.objects.count(), list(EvidenceRequest.objects.values("state", "lock")))
    files = MultiValueDict({field: [Huge("huge.bin")]})
    monkeypatch.setattr(WSGIRequest, "FILES", property(lambda _: files))
    place = address.format(case=case.pk, request=made["draft"], approved=made["approved"], sent=made["sent"])
    answer = office.client(Role.UNIT_HEAD).post(place, more)
    assert answer.status_code == 400
    assert "2000" in answer.content.decode()
    assert (Case.objects.count(), list(EvidenceRequest.objects.values("state", "lock"))) == before


def test_the_server_itself_takes_no_body_of_two_gigabytes() -> None:
    assert LARGEST_BODY < TWO_GIGABYTES / 10


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "", "UTC+6; DROP TABLE", "../../etc/localtime", "Asia/Bishkek\x00"])
def test_an_unknown_zone_is_told_on_every_form_that_asks_for_one(office: Office, zone: str) -> None:
    client = office.client(Role.INVESTIGATOR)
    answer = client.post("/cases/new/", {"number": "z-1", "title": "x", "zone": zone})
    assert answer.status_code == 400
    assert not Case.objects.exists()


def test_a_clock_that_goes_back_makes_no_proof_fresh_and_no_code_good_twice(office: Office) -> None:
    person = office.people[Role.UNIT_HEAD]
    secret = new_secret()
    now = system_clock()
    enrol(person, secret, code_at(secret, now.timestamp() - 60 + 30))
    assert is_proved(person, code_at(secret, now.timestamp()))
    assert not is_proved(person, code_at(secret, now.timestamp()))
    with time_machine.travel(now - timedelta(minutes=2)):
        assert not is_proved(person, code_at(secret, system_clock().timestamp()))
    request = office.request(office.case(Role.INVESTIGATOR, Role.UNIT_HEAD), "submitted", draft=submittable_draft())
    client = office.client(Role.UNIT_HEAD)
    with time_machine.travel(now - timedelta(hours=2)):
        answer = client.post(f"/requests/{request.pk}/do/approve/")
        assert answer.headers["Location"].startswith("/prove/")
    assert EvidenceRequest.objects.get(pk=request.pk).state == "submitted"


def test_a_clock_that_goes_back_changes_no_order_of_journal_and_versions(office: Office) -> None:
    request = office.request(office.case(Role.INVESTIGATOR), draft=submittable_draft())
    worker = office.worker(Role.INVESTIGATOR)
    save_fields(worker, request.pk, {"request.reference": "A"}, {"request.reference": stamp(_reference(request))})
    with time_machine.travel(system_clock() - timedelta(days=400)):
        save_fields(worker, request.pk, {"request.reference": "B"}, {"request.reference": stamp("A")})
    numbers = list(request.case.journal.order_by("number").values_list("number", flat=True))
    assert numbers == sorted(numbers)
    assert _reference(EvidenceRequest.objects.get(pk=request.pk)) == "B"
    assert [one.number for one in request.versions.all()] == sorted((one.number for one in request.versions.all()), reverse=True)
    from comity.desk.journal.chain import check

    assert check().holds


def _reference(request: EvidenceRequest) -> str:
    from comity.desk.steps.edit_request import value_of

    return value_of(request).request.reference or ""


def test_a_clock_that_jumps_ahead_lets_nothing_leave_before_it_was_made(office: Office) -> None:
    with time_machine.travel(system_clock() + timedelta(days=3650)):
        request = office.request(office.case(Role.INVESTIGATOR), "approved", draft=submittable_draft())
    with pytest.raises(InputError, match="only between"):
        record_sent(office.worker(Role.INVESTIGATOR), request.pk, way="portal", on=system_clock().date())


def test_days_far_ahead_or_behind_set_no_clock(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    for days in (-1, 3661):
        with pytest.raises(InputError):
            set_clock(office.worker(Role.INVESTIGATOR), case.pk, system_clock().date() + timedelta(days=days), "x")
    assert not RunningClock.objects.exists()


def test_two_heads_who_approve_at_once_take_one_step_each_and_the_second_is_told(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR, Role.UNIT_HEAD, Role.PROSECUTOR)
    request = office.request(case, "submitted", draft=submittable_draft())
    approving.approve(office.worker(Role.UNIT_HEAD), request.pk)
    with pytest.raises(RefusedError, match="state"):
        approving.approve(office.worker(Role.PROSECUTOR), request.pk)
    assert EvidenceRequest.objects.get(pk=request.pk).marks.count() == 1


@pytest.mark.parametrize("field", ["number", "title"])
def test_a_number_or_title_that_no_column_holds_is_told(office: Office, field: str) -> None:
    typed = {"number": "1", "title": "x", "zone": "UTC", field: "9" * 301}
    answer = office.client(Role.INVESTIGATOR).post("/cases/new/", typed)
    assert answer.status_code == 400
    assert "too long" in answer.content.decode()
    assert not Case.objects.exists()
