"""Answers: filed with their code and letter, held against what was asked, and followed by what has to follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.desk.models import EvidenceRequest, Outcome
from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.steps.edit_request import value_of
from comity.desk.steps.file_answer import asked_items, file_outcome, tally
from comity.desk.steps.follow_up import advice, draft_follow_up
from comity.errors import InputError
from comity.model.time import system_clock
from tests.desk.office import Office, submittable_draft

TWO_TARGETS = """instrument: vol_subscriber
data:
  categories: [subscriber, login_ip]
targets:
- {kind: email, identifier: one@mail.example, identifier_type: email}
- {kind: email, identifier: two@mail.example, identifier_type: email}
"""


def today() -> date:
    """The day of the test."""
    return system_clock().date()


def sent(office: Office, **more: object) -> EvidenceRequest:
    """A request that left."""
    case = office.case(Role.INVESTIGATOR, Role.UNIT_HEAD)
    values = {"draft": submittable_draft(), "sent": {"way": "portal", "on": today().isoformat(), "reference": ""}, **more}
    return office.request(case, "sent", sent_at=system_clock(), **values)


def test_what_is_asked_is_every_category_about_every_identifier(office: Office) -> None:
    request = sent(office, draft=TWO_TARGETS, channel="voluntary", instrument="vol_subscriber")
    assert [(one.target, one.category) for one in asked_items(request)] == [
        ("one@mail.example", "subscriber"),
        ("one@mail.example", "login_ip"),
        ("two@mail.example", "subscriber"),
        ("two@mail.example", "login_ip"),
    ]
    assert {row.state for row in tally(request)} == {""}


@pytest.mark.parametrize(
    ("code", "state"), [("granted", "received"), ("overbroad", "refused"), ("partial", ""), ("clarification_asked", "")]
)
def test_an_answer_speaks_of_everything_that_it_does_not_name(office: Office, code: str, state: str) -> None:
    request = sent(office, draft=TWO_TARGETS)
    file_outcome(office.worker(Role.INVESTIGATOR), request.pk, code=code, on=today())
    assert {row.state for row in tally(request)} == {state}


def test_the_last_answer_about_a_thing_counts(office: Office) -> None:
    request = sent(office, draft=TWO_TARGETS)
    worker = office.worker(Role.INVESTIGATOR)
    first = {0: "received", 1: "missing", 2: "refused", 3: "missing"}
    file_outcome(worker, request.pk, code="partial", on=today() - timedelta(days=2), states=first)
    file_outcome(worker, request.pk, code="partial", on=today(), states={1: "received"})
    assert [row.state for row in tally(request)] == ["received", "received", "refused", "missing"]


@pytest.mark.parametrize("states", [{9: "received"}, {-1: "received"}, {0: "lost"}])
def test_a_thing_that_was_not_asked_for_is_refused(office: Office, states: dict[int, str]) -> None:
    request = sent(office, draft=TWO_TARGETS)
    with pytest.raises(InputError):
        file_outcome(office.worker(Role.INVESTIGATOR), request.pk, code="partial", on=today(), states=states)
    assert not Outcome.objects.filter(request=request).exists()


@pytest.mark.parametrize("code", ["clarification_asked", "acknowledged"])
def test_a_question_is_no_answer_yet(office: Office, code: str) -> None:
    request = sent(office)
    file_outcome(office.worker(Role.INVESTIGATOR), request.pk, code=code, on=today(), reference="X-1")
    assert EvidenceRequest.objects.get(pk=request.pk).state == "sent"


def test_a_refusal_says_what_to_mend_and_is_sent_once_more_mended(office: Office) -> None:
    request = sent(office)
    worker = office.worker(Role.INVESTIGATOR)
    file_outcome(worker, request.pk, code="wrong_identifier", on=today())
    told = advice(worker, EvidenceRequest.objects.get(pk=request.pk))
    assert told.fixes
    assert all(fix.fix for fix in told.fixes)
    assert told.can_follow[0] == "after_refusal"
    made = draft_follow_up(worker, request.pk, "after_refusal")
    assert (made.state, made.follows_id, made.follows_as, made.number) == ("draft", request.pk, "after_refusal", 2)
    value = value_of(made)
    assert value.overrides == ()
    assert value.request.date is None
    assert value.targets == value_of(request).targets


def test_the_rest_is_asked_for_once_more_and_only_the_rest(office: Office) -> None:
    request = sent(office, draft=TWO_TARGETS, channel="voluntary", instrument="vol_subscriber")
    worker = office.worker(Role.INVESTIGATOR)
    states = {0: "received", 1: "received", 2: "received", 3: "missing"}
    file_outcome(worker, request.pk, code="partial", on=today(), states=states)
    value = value_of(draft_follow_up(worker, request.pk, "remainder"))
    assert [target.identifier for target in value.targets] == ["two@mail.example"]
    assert value.data.categories == ("login_ip",)
    file_outcome(worker, request.pk, code="granted", on=today())
    with pytest.raises(InputError, match="missing"):
        draft_follow_up(worker, request.pk, "remainder")


def test_another_channel_comes_from_the_plan(office: Office) -> None:
    case = office.exercise()
    request = next(one for one in case.requests.all() if one.addressee_id == "telegram")
    worker = office.worker(Role.INVESTIGATOR)
    EvidenceRequest.objects.filter(pk=request.pk).update(state="answered")
    request.refresh_from_db()
    channels = {one.occasion.situation.route.channel.value: one for one in advice(worker, request).channels if one.occasion.situation.route}
    assert {"voluntary", "mla"} <= set(channels)
    made = draft_follow_up(worker, request.pk, "mla_after_preservation", channels["mla"].occasion.key)
    assert (made.channel, made.follows_id, made.follows_as) == ("mla", request.pk, "mla_after_preservation")
    with pytest.raises(NotThereError):
        draft_follow_up(worker, request.pk, "other_channel", "no such key")


def test_what_follows_needs_something_that_was_sent(office: Office) -> None:
    request = office.request(office.case(Role.INVESTIGATOR), "draft")
    with pytest.raises(RefusedError):
        draft_follow_up(office.worker(Role.INVESTIGATOR), request.pk, "after_refusal")


def test_in_the_browser_an_answer_is_filed_with_its_letter_and_what_was_received(office: Office) -> None:
    request = sent(office, draft=TWO_TARGETS)
    client = office.client(Role.INVESTIGATOR)
    letter = SimpleUploadedFile("answer.pdf", b"%PDF-1.7 answer", "application/pdf")
    posted = {"code": "partial", "on": today().isoformat(), "item.0": "received", "item.3": "not_held", "file": letter}
    assert client.post(f"/requests/{request.pk}/do/outcome/", posted).status_code == 302
    outcome = Outcome.objects.get(request=request)
    assert [row["state"] for row in outcome.received] == ["received", "not_held"]
    given = client.post(f"/requests/{request.pk}/answers/{outcome.pk}/")
    assert given.content == b"%PDF-1.7 answer"
    assert "attachment" in given.headers["Content-Disposition"]
    text = client.get(f"/requests/{request.pk}/").content.decode()
    assert "not held" in text
    assert office.stranger is not None
    assert office.client(office.stranger).post(f"/requests/{request.pk}/answers/{outcome.pk}/").status_code == 404
