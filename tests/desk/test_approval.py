"""The way of approval: each office takes its own step, nobody two, and what is the default says so."""

from __future__ import annotations

import pytest

from comity.desk.models import EvidenceRequest
from comity.desk.rights.refusal import ProofNeededError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.steps import approve as approving
from comity.errors import InputError
from tests.desk.office import Office, submittable_draft

WHO = (Role.INVESTIGATOR, Role.UNIT_HEAD, Role.PROSECUTOR, Role.CENTRAL_AUTHORITY)


def to_a_state(office: Office, *members: Role) -> EvidenceRequest:
    """A submitted request for legal assistance."""
    request = office.request(office.case(*(members or WHO)), draft=submittable_draft(), channel="mla")
    return approving.submit(office.worker(Role.INVESTIGATOR), request.pk)


def test_legal_assistance_is_approved_by_unit_prosecutor_and_central_authority_in_this_order(office: Office) -> None:
    request = to_a_state(office)
    assert [step["role"] for step in request.path] == ["unit_head", "prosecutor", "central_authority"]
    with pytest.raises(RefusedError):
        approving.approve(office.worker(Role.INVESTIGATOR), request.pk)
    states = [approving.approve(office.worker(role), request.pk).state for role in WHO[1:]]
    assert states == ["submitted", "submitted", "approved"]
    assert [mark.role for mark in request.marks.all()] == ["unit_head", "prosecutor", "central_authority"]


def test_a_lower_office_does_not_take_the_step_of_a_higher_one(office: Office) -> None:
    request = to_a_state(office)
    approving.approve(office.worker(Role.UNIT_HEAD), request.pk)
    with pytest.raises(RefusedError, match="prosecutor"):
        approving.approve(office.worker(Role.UNIT_HEAD), request.pk)


def test_nobody_takes_two_steps(office: Office) -> None:
    request = to_a_state(office)
    approving.approve(office.worker(Role.PROSECUTOR), request.pk)  # the higher office may take the lower step
    with pytest.raises(RefusedError, match="earlier"):
        approving.approve(office.worker(Role.PROSECUTOR), request.pk)
    approving.approve(office.worker(Role.CENTRAL_AUTHORITY), request.pk)
    assert EvidenceRequest.objects.get(pk=request.pk).step == 2


def test_a_request_that_was_returned_goes_the_whole_way_again(office: Office) -> None:
    request = to_a_state(office)
    approving.approve(office.worker(Role.UNIT_HEAD), request.pk)
    back = approving.send_back(office.worker(Role.PROSECUTOR), request.pk, "The legal basis is missing.")
    assert (back.state, back.step, back.path) == ("draft", 0, [])
    approving.submit(office.worker(Role.INVESTIGATOR), request.pk)
    approving.approve(office.worker(Role.UNIT_HEAD), request.pk)
    assert EvidenceRequest.objects.get(pk=request.pk).step == 1


def test_an_office_outside_the_register_approves_on_paper(office: Office) -> None:
    request = to_a_state(office, Role.INVESTIGATOR, Role.UNIT_HEAD)
    head = office.worker(Role.UNIT_HEAD)
    approving.approve(head, request.pk)
    with pytest.raises(ProofNeededError):
        approving.approve_on_paper(office.worker(Role.UNIT_HEAD, is_fresh=False), request.pk, "A. Osmonov, prosecutor", "7-3/120")
    with pytest.raises(InputError):
        approving.approve_on_paper(head, request.pk, "A. Osmonov, prosecutor", " ")
    with pytest.raises(RefusedError):
        approving.approve_on_paper(office.worker(Role.INVESTIGATOR), request.pk, "A. Osmonov, prosecutor", "7-3/120")
    approving.approve_on_paper(head, request.pk, "A. Osmonov, prosecutor", "7-3/120 of 2026-11-20")
    done = approving.approve_on_paper(head, request.pk, "B. Asanova, central authority", "5/88 of 2026-11-21")
    assert done.state == "approved"
    assert [mark.decision for mark in request.marks.all()] == ["approved", "on_paper", "on_paper"]
    assert "7-3/120" in request.case.journal.order_by("number")[len(request.case.journal.all()) - 2].words


def test_who_wrote_any_version_of_an_emergency_does_not_approve_it(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR, Role.UNIT_HEAD, Role.PROSECUTOR)
    request = office.request(case, "submitted", draft=submittable_draft(), channel="emergency")
    request.versions.create(number=2, draft=request.draft, saved_by=office.people[Role.UNIT_HEAD])
    with pytest.raises(RefusedError, match="second person"):
        approving.approve(office.worker(Role.UNIT_HEAD), request.pk)
    assert approving.approve(office.worker(Role.PROSECUTOR), request.pk).state == "approved"


def test_the_page_says_which_steps_are_a_default_and_whose_turn_it_is(office: Office) -> None:
    request = to_a_state(office)
    approving.approve(office.worker(Role.UNIT_HEAD), request.pk)
    text = office.client(Role.PROSECUTOR).get(f"/requests/{request.pk}/").content.decode()
    assert "the procedure of the State was not read" in text
    assert "24.kg" in text  # the page that was read for the central authority of the State
    assert text.count('class="next"') == 1
