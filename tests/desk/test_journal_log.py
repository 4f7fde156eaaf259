"""The journal in custody's log: every entry once, in order, proved to an outsider; who rewrites the whole database is seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.custody.log.event import Disclosure
from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Vault
from comity.desk.journal.chain import START, digest_of, write
from comity.desk.journal.into_log import KIND, hand_over, held_against
from comity.desk.models import JournalEntry, JournalHead
from comity.desk.rights.roles import Role
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
