"""Jobs: in the rights of who asked, one worker each, with progress, a cancel that says what is kept, and a way back after a lost worker."""

from __future__ import annotations

import threading
import zipfile
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from comity.desk.jobs import kind as kinds_
from comity.desk.jobs.kind import JobKind, Task, kind_of, kinds
from comity.desk.jobs.queue import ATTEMPTS, SILENT, ask, ask_to_stop, job_of, jobs_of, take
from comity.desk.jobs.work import do, folder_of, work
from comity.desk.models import Case, CaseMember, Job, StoredFile
from comity.desk.rights.refusal import NotThereError, ProofNeededError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.model.time import system_clock
from tests.desk.office import Office, submittable_draft

counting = pytest.mark.usefixtures("steps")


class _Steps(JobKind):
    """Counts to ten; somebody stops it at three, or it fails there."""

    slug = "steps"
    words: ClassVar[str] = "count"
    at_three: ClassVar[Any] = None

    def checked(self, _worker: Worker, order: dict[str, Any], _case: Case | None) -> dict[str, Any]:
        return order

    def run(self, task: Task) -> dict[str, Any]:
        for number in range(10):
            if number == 3 and self.at_three is not None:
                self.at_three(task)
            task.progress(number, 10, f"piece {number}")
        return {"counted": 10}

    def kept(self, task: Task) -> str:
        return f"{task.job.done} pieces are kept"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> type[_Steps]:
    """Let the kind be found beside those that the program has."""
    real = kind_of
    monkeypatch.setattr(_Steps, "at_three", None)
    for place in ("comity.desk.jobs.queue", "comity.desk.jobs.work"):
        monkeypatch.setattr(f"{place}.kind_of", lambda slug: _Steps() if slug == "steps" else real(slug))
    return _Steps


def asked(office: Office, role: Role = Role.INVESTIGATOR) -> Job:
    return ask(office.worker(role), "steps", {}, office.case(role, number=f"j{Job.objects.count()}").pk)


@counting
def test_a_job_is_done_in_order_and_tells_how_far_it_is(office: Office) -> None:
    first, second = asked(office), asked(office)
    ended: list[int] = []
    assert work(threading.Event(), once=True, tell=lambda job: ended.append(job.pk)) == 2
    assert ended == [first.pk, second.pk]
    first.refresh_from_db()
    assert (first.state, first.done, first.total, first.result) == ("done", 9, 10, {"counted": 10})
    assert first.case is not None
    assert list(first.case.journal.order_by("number").values_list("action", flat=True)) == ["job.asked", "job.done"]
    assert take() is None


def test_a_cancel_stops_after_the_piece_and_says_what_is_kept(office: Office, steps: type[_Steps]) -> None:
    job = asked(office)
    steps.at_three = staticmethod(lambda task: ask_to_stop(office.worker(Role.INVESTIGATOR), task.job.pk))
    work(threading.Event(), once=True)
    job.refresh_from_db()
    assert (job.state, job.kept, job.done) == ("cancelled", "3 pieces are kept", 3)
    waiting = asked(office)
    stopped = ask_to_stop(office.worker(Role.INVESTIGATOR), waiting.pk)
    assert stopped.state == "cancelled"
    assert "nothing was made" in stopped.kept
    assert take() is None


def test_a_job_that_fails_says_why_and_a_fault_shows_no_trace(
    office: Office, steps: type[_Steps], caplog: pytest.LogCaptureFixture
) -> None:
    def wrong(_task: Task) -> None:
        raise InputError("the file cannot be read", place="x.zip")

    def broken(_task: Task) -> None:
        raise ZeroDivisionError("a secret of the inside")

    first = asked(office)
    steps.at_three = staticmethod(wrong)
    work(threading.Event(), once=True)
    second = asked(office)
    steps.at_three = staticmethod(broken)
    work(threading.Event(), once=True)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.trouble, first.kept) == ("failed", "the file cannot be read (x.zip)", "2 pieces are kept")
    assert (second.state, second.trouble) == ("failed", "Something in the program failed.")
    assert "a secret of the inside" in caplog.text


@counting
def test_a_job_whose_worker_was_lost_is_taken_up_again_and_not_for_ever(office: Office) -> None:
    job = asked(office)
    now = system_clock()
    for attempt in range(1, ATTEMPTS + 1):
        taken = take(lambda moment=now + attempt * (SILENT + timedelta(seconds=1)): moment)
        assert taken is not None
        assert (taken.pk, taken.attempts) == (job.pk, attempt)
        assert take(lambda moment=now + attempt * (SILENT + timedelta(seconds=1)) + SILENT / 2: moment) is None
    assert take(lambda: now + timedelta(hours=1)) is None
    job.refresh_from_db()
    assert job.state == "failed"
    assert "lost" in job.trouble


@counting
def test_the_right_is_asked_for_anew_when_the_job_begins(office: Office) -> None:
    job = asked(office)
    CaseMember.objects.filter(case=job.case).delete()
    do(take() or job)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.result == {}


@counting
def test_a_job_is_seen_by_who_asked_alone(office: Office) -> None:
    job = asked(office)
    assert [one.pk for one in jobs_of(office.worker(Role.INVESTIGATOR))] == [job.pk]
    for role in (Role.UNIT_HEAD, Role.ADMINISTRATOR, Role.PROSECUTOR):
        with pytest.raises(NotThereError):
            job_of(office.worker(role), job.pk)
        with pytest.raises(NotThereError):
            ask_to_stop(office.worker(role), job.pk)
    with pytest.raises(RefusedError):
        jobs_of(office.worker(Role.AUDITOR))


def test_who_may_not_asks_in_vain(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    with pytest.raises(NotThereError):
        ask(office.worker(Role.PROSECUTOR), "letters", {}, case.pk)
    with pytest.raises(ProofNeededError):
        ask(office.worker(Role.ADMINISTRATOR, is_fresh=False), "backup", {})
    with pytest.raises(RefusedError):
        ask(office.worker(Role.INVESTIGATOR), "backup", {})
    with pytest.raises(InputError, match="recipient"):
        ask(office.worker(Role.ADMINISTRATOR), "backup", {})
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("slug", "order", "place"),
    [
        ("nothing", {}, "kind"),
        ("letters", {"format": "exe"}, "format"),
        ("letters", {"path": "/etc/passwd"}, "order"),
        ("letters", {"format": 5}, "order"),
        ("read", {"zone": "Nowhere/At-all"}, None),
        ("read", {}, "inbox/"),
        ("trace", {"chain": "btc", "tx": "0" * 64}, "COMITY_CHAIN_SOURCES"),
        ("trace", {"chain": "eth"}, "chain"),
    ],
)
def test_an_order_that_cannot_be_carried_out_is_told_at_once(office: Office, slug: str, order: dict[str, Any], place: str | None) -> None:
    case = office.case(Role.INVESTIGATOR)
    with pytest.raises(InputError) as caught:
        ask(office.worker(Role.INVESTIGATOR), slug, order, case.pk)
    assert place is None or (caught.value.place or "").startswith(place)


def test_every_kind_says_what_it_is() -> None:
    assert set(kinds()) == {"backup", "letters", "read", "trace"}
    assert all(kinds_.kind_of(slug).slug == slug and kinds_.kind_of(slug).words for slug in kinds())


def test_all_letters_of_a_case_lie_in_one_archive(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    office.request(case, draft=submittable_draft())
    office.request(case, instrument="no_such_form")
    job = ask(office.worker(Role.INVESTIGATOR), "letters", {}, case.pk)
    work(threading.Event(), once=True)
    job.refresh_from_db()
    assert (job.state, job.result["letters"], job.result["without_form"]) == ("done", 1, [2])
    with zipfile.ZipFile(folder_of(job) / "letters.zip") as archive:
        assert [name.endswith(".docx") for name in archive.namelist()] == [True]


def test_what_was_filed_with_an_answer_is_read_and_nothing_is_lost(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    request = office.request(case, "sent")
    content = b"time,ip,event\n2026-11-04T21:47:05Z,198.51.100.7,login\n2026-11-04T21:48:05Z,198.51.100.8,login\n"
    file = StoredFile.objects.create(
        name="../logins.csv", media="text/csv", size=len(content), sha256="0" * 64, content=content, kept_by=case.opened_by
    )
    request.outcomes.create(code="granted", on="2026-11-20", filed_by=case.opened_by, file=file)
    job = ask(office.worker(Role.INVESTIGATOR), "read", {"zone": "Asia/Bishkek"}, case.pk)
    work(threading.Event(), once=True)
    job.refresh_from_db()
    assert job.state == "done", job.trouble
    assert job.result["reconciled"]
    assert (folder_of(job) / "events" / "event.parquet").is_file()
    assert not list(folder_of(job).parent.glob("logins.csv"))
