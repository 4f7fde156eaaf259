"""The journal: a chain without gaps that the database itself keeps from being changed."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction

from comity.desk.journal.chain import START, canonical, check, write
from comity.desk.models import JournalEntry, JournalHead
from comity.desk.rights.roles import Role
from tests.desk.office import Office


def test_entries_form_one_chain_that_another_program_can_check(office: Office) -> None:
    person = office.people[Role.INVESTIGATOR]
    for number in range(5):
        write("case.read", f"слова {number}", person=person, facts={"n": number})
    last = START
    for entry in JournalEntry.objects.order_by("number"):
        columns = json.loads(canonical(entry))
        again = json.dumps(columns, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert entry.previous == last == columns["previous"]
        assert entry.digest == hashlib.sha256(again).hexdigest()
        last = entry.digest
    assert check().holds
    assert check().entries == 5


@pytest.mark.parametrize("statement", ["UPDATE desk_journalentry SET words = 'x'", "DELETE FROM desk_journalentry"])
def test_the_database_refuses_to_change_an_entry(office: Office, statement: str) -> None:
    write("case.read", "words", person=office.people[Role.INVESTIGATOR])
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert check().holds


def unguarded() -> None:
    """Take the guards of the database down, as somebody with all rights on it could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_no_update")
            cursor.execute("DROP TRIGGER journal_no_delete")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE desk_journalentry DISABLE TRIGGER USER")


def test_a_change_behind_the_guards_is_seen(office: Office) -> None:
    for number in range(4):
        write("case.read", str(number), person=office.people[Role.INVESTIGATOR])
    unguarded()
    JournalEntry.objects.filter(number=2).update(words="something else")
    assert check().broken_at == 2


def test_an_entry_taken_out_of_the_middle_is_seen(office: Office) -> None:
    for number in range(4):
        write("case.read", str(number), person=office.people[Role.INVESTIGATOR])
    unguarded()
    JournalEntry.objects.filter(number=3).delete()
    assert check().broken_at == 3


def test_a_cut_end_is_seen(office: Office) -> None:
    for number in range(4):
        write("case.read", str(number), person=office.people[Role.INVESTIGATOR])
    unguarded()
    JournalEntry.objects.filter(number=4).delete()
    state = check()
    assert (state.broken_at, state.is_cut, state.holds) == (None, True, False)


def test_a_deed_that_fails_leaves_no_entry(office: Office) -> None:
    def deed() -> None:
        with transaction.atomic():
            write("case.changed", "words", person=office.people[Role.INVESTIGATOR])
            raise RuntimeError("the deed failed")

    with pytest.raises(RuntimeError):
        deed()
    assert not JournalEntry.objects.exists()
    assert not JournalHead.objects.filter(number__gt=0).exists()


def test_what_each_step_did_stands_in_the_journal_with_the_words_shown(office: Office) -> None:
    case = office.exercise(language="ru")
    found = list(case.journal.order_by("number").values_list("action", "words"))
    assert [action for action, _ in found] == ["case.opened", *["request.prepared"] * 3]
    assert "открыто дело" in found[0][1]
    assert check().holds
