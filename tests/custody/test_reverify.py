"""A verification that was stopped goes on: nothing is read twice that held, nothing is believed that somebody else wrote."""

import json
import os
from pathlib import Path

import pytest

from comity.custody.vault.reverify import verify
from comity.custody.vault.vault import Vault
from comity.errors import InputError
from tests.custody.conftest import OFFICER


@pytest.fixture
def many(vault: Path, identity: Path, tmp_path: Path) -> list[str]:
    (tmp_path / "many").mkdir()
    for number in range(12):
        (tmp_path / "many" / f"{number:02d}").write_bytes(os.urandom(4000))
    with Vault(vault, identity) as opened:
        return [item.id for item in opened.add([tmp_path / "many"], OFFICER)[0]]


def stop_after(vault: Path, identity: Path, notes: Path, count: int) -> None:
    with Vault(vault, identity) as opened:
        running = verify(opened, notes)
        for _ in range(count):
            next(running)
        running.close()


def flip(vault: Path, identity: Path, item: str) -> None:
    with Vault(vault, identity) as opened:
        place = opened.item(item)[1].place
    path = vault / "store" / place.file
    data = bytearray(path.read_bytes())
    data[place.offset + 7] ^= 1
    path.write_bytes(data)


def judged(vault: Path, identity: Path, notes: Path, **options: bool) -> dict[str, str | None]:
    with Vault(vault, identity) as opened:
        return {item.id: fault for item, fault in verify(opened, notes, **options)}


def test_it_goes_on_where_it_was_and_names_every_bad_item(vault, identity, many, tmp_path):
    notes = tmp_path / "notes"
    flip(vault, identity, many[1])
    stop_after(vault, identity, notes, 5)
    for bad in (many[3], many[7], many[11]):  # the first of them was read already and held then
        flip(vault, identity, bad)
    said = judged(vault, identity, notes)
    assert list(said) == many
    assert {item for item, fault in said.items() if fault} == {many[1], many[7], many[11]}
    flip(vault, identity, many[7])
    assert {item for item, fault in judged(vault, identity, notes).items() if fault} == {many[1], many[11]}
    notes.unlink()
    assert {item for item, fault in judged(vault, identity, notes).items() if fault} == {many[1], many[3], many[11]}


def test_what_came_in_meanwhile_is_read_too(vault, identity, many, tmp_path):
    notes = tmp_path / "notes"
    stop_after(vault, identity, notes, 5)
    (tmp_path / "later").write_bytes(b"later")
    with Vault(vault, identity) as opened:
        later = opened.add([tmp_path / "later"], OFFICER)[0][0].id
    assert list(judged(vault, identity, notes)) == [*many, later]


def test_a_line_that_somebody_wrote_counts_for_nothing(vault, identity, many, tmp_path):
    notes = tmp_path / "notes"
    stop_after(vault, identity, notes, 2)
    flip(vault, identity, many[9])
    lines = notes.read_text(encoding="utf-8").splitlines()
    forged = {**json.loads(lines[1]), "id": many[9]}
    notes.write_text("\n".join([*lines, json.dumps(forged), lines[1][:20]]) + "\n", encoding="utf-8")
    assert [item for item, fault in judged(vault, identity, notes).items() if fault] == [many[9]]


def test_notes_of_another_vault_or_run_are_not_gone_on_with(vault, identity, many, tmp_path):
    notes = tmp_path / "notes"
    stop_after(vault, identity, notes, 4)
    flip(vault, identity, many[2])
    assert [item for item, fault in judged(vault, identity, notes, both=True).items() if fault] == [many[2]]
    notes.write_text(notes.read_text(encoding="utf-8").replace("custody.example", "custodi.example"), encoding="utf-8")
    with pytest.raises(InputError, match="not the notes"):
        judged(vault, identity, notes)


def test_the_command_goes_on(comity, many, tmp_path):
    for _ in range(2):
        code, answer = comity("vault", "verify", "--resume", str(tmp_path / "notes"))
        assert (code, answer["ok"], answer["items"]) == (0, True, len(many))
