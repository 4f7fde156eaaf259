"""The journal in custody's log: every entry once, in order, proved to an outsider; who rewrites the whole database is seen."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from comity.custody.log.event import Disclosure
from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Vault
from comity.desk.jobs.regular import EVERY, HandOver
from comity.desk.jobs.work import work
from comity.desk.journal.chain import START, digest_of, write
from comity.desk.journal.into_log import KIND, hand_over, held_against, vault_of_the_register
from comity.desk.models import JournalEntry, JournalHead
from comity.desk.rights.roles import Role
from comity.model.time import system_clock
from tests.desk.office import Office
from tests.desk.test_journal import unguarded


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    recipient = new_identity(tmp_path / "identity")
    Vault.create(tmp_path / "vault", "desk.example/log", [recipient])
    with Vault(tmp_path / "vault", tmp_path / "identity") as found:
        yield found


def entries(office: Office, count: int) -> None:
    for number in range(count):
        write("case.read", f"слова {number}", person=office.people[Role.INVESTIGATOR], facts={"n": number, "share": 0.5})


def written_anew(changed: int, words: str) -> None:
    """What somebody with all rights on the database could do: change an entry, and write the whole chain and its head anew."""
    unguarded()
    last = START
    for entry in JournalEntry.objects.order_by("number"):
        entry.words = words if entry.number == changed else entry.words
        entry.previous = last
        last = entry.digest = digest_of(entry)
        entry.save()
    JournalHead.objects.update(digest=last)


def test_every_entry_is_logged_once_in_order_and_proved(office: Office, vault: Vault) -> None:
    entries(office, 5)
    assert hand_over(vault).entries == 5
    assert hand_over(vault).entries == 0
    entries(office, 3)
    done = hand_over(vault)
    assert (done.entries, done.last) == (3, 8)
    logged = [stored for stored in vault.ledger.entries() if stored.id.startswith(f"{KIND}:")]
    assert [stored.id.rpartition(":")[2] for stored in logged] == [str(number) for number in range(1, 9)]
    assert all("слова".encode() not in stored.entry and b"case.read" not in stored.entry for stored in logged)
    shown = Disclosure.parse(vault.prove_event(logged[2].id).extra or b"")
    assert shown.private["words"] == "слова 2"
    assert shown.private["outputs"] == {"sha256": JournalEntry.objects.get(number=3).digest}
    assert held_against(vault).holds
    entries(office, 1)
    assert (held_against(vault).logged, held_against(vault).waiting) == (8, 1)


def test_a_hand_over_that_was_stopped_goes_on_where_it_was(office: Office, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    entries(office, 7)
    monkeypatch.setattr("comity.desk.journal.into_log._AT_ONCE", 3)
    append, calls = vault.ledger.append, []

    def stopped(*args: object) -> object:
        calls.append(args)
        if len(calls) == 2:
            raise OSError("the power went")
        return append(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(vault.ledger, "append", stopped)
    with pytest.raises(OSError, match="power"):
        hand_over(vault)
    monkeypatch.setattr(vault.ledger, "append", append)
    assert hand_over(vault).entries == 4
    assert (held_against(vault).logged, held_against(vault).holds) == (7, True)


def test_a_journal_that_was_written_anew_as_a_whole_is_seen(office: Office, vault: Vault) -> None:
    from comity.desk.journal.chain import check

    entries(office, 6)
    hand_over(vault)
    written_anew(4, "something else")
    assert check().holds, "the chain alone cannot see it"
    found = held_against(vault)
    assert (found.holds, found.differs_at) == (False, 4)


def test_a_journal_cut_together_with_its_head_is_seen(office: Office, vault: Vault) -> None:
    from comity.desk.journal.chain import check

    entries(office, 6)
    hand_over(vault)
    unguarded()
    JournalEntry.objects.filter(number__gt=4).delete()
    JournalHead.objects.update(number=4, digest=JournalEntry.objects.get(number=4).digest)
    assert check().holds, "the chain alone cannot see it"
    assert (held_against(vault).holds, held_against(vault).is_cut) == (False, True)


@pytest.fixture
def of_the_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The vault that the register is set up with."""
    from django.conf import settings

    Vault.create(tmp_path / "vault", "desk.example/log", [new_identity(tmp_path / "identity")])
    found = dataclasses.replace(settings.CONFIGURATION, vault=tmp_path / "vault", identity=tmp_path / "identity")
    monkeypatch.setattr(settings, "CONFIGURATION", found)
    return tmp_path / "vault"


def waiting() -> int:
    with vault_of_the_register() as vault:
        return held_against(vault).waiting


def test_the_worker_hands_the_journal_over_when_it_is_due_and_not_before(office: Office, of_the_register: Path) -> None:
    begin = system_clock()
    entries(office, 3)
    regularly = HandOver()
    assert regularly.if_due() == 3
    entries(office, 2)
    with time_machine.travel(begin + EVERY - timedelta(seconds=5)):
        assert regularly.if_due() == 0
    with time_machine.travel(begin + EVERY + timedelta(seconds=5)):
        assert regularly.if_due() == 2
    assert of_the_register.is_dir()
    assert waiting() == 0


def test_a_worker_that_is_run_once_hands_over_as_well(office: Office, of_the_register: Path) -> None:
    entries(office, 4)
    work(threading.Event(), once=True)
    assert of_the_register.is_dir()
    assert waiting() == 0


def test_a_vault_that_cannot_be_opened_is_told_once_and_stops_no_worker(
    office: Office, of_the_register: Path, caplog: pytest.LogCaptureFixture
) -> None:
    entries(office, 1)
    elsewhere = of_the_register.rename(of_the_register.with_name("elsewhere"))
    begin, regularly = system_clock(), HandOver()
    for passed in range(3):
        with time_machine.travel(begin + passed * (EVERY + timedelta(seconds=1))):
            assert regularly.if_due() == 0
    assert "handed over" in caplog.text
    assert JournalEntry.objects.filter(action="journal.not_handed_over").count() <= 1
    elsewhere.rename(of_the_register)
    with time_machine.travel(begin + 5 * EVERY):
        assert regularly.if_due() >= 1


def test_without_a_vault_nothing_is_handed_over(office: Office) -> None:
    entries(office, 1)
    assert HandOver().if_due() == 0
