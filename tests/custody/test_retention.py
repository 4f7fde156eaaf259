"""Hold and erasure: two persons, what is gone is gone, what is left still holds, and an old copy brings nothing back."""

import json
import shutil
from pathlib import Path

import pytest

from comity.custody.vault import retention
from comity.custody.vault.vault import Actor, Vault
from comity.custody.verify.checkpoint import read_keys
from comity.custody.verify.proof import check_event, check_proof
from comity.errors import CustodyError, InputError

PLANNER, SECOND = Actor("P. Lanner", reason="retention rule 7"), Actor("S. Econd", reason="retention rule 7", second_person="P. Lanner")


def erased(vault: Vault, *items: str):
    return retention.erase(vault, retention.plan_erasure(vault, list(items), PLANNER), SECOND)


def test_erasure_destroys_the_item_and_leaves_the_other_proofs_valid(vault, identity, filled, tmp_path):
    item, other = filled["письмо.txt"], filled["large.bin"]
    before = tmp_path / "before.tlog-proof"
    with Vault(vault, identity, seen=tmp_path / "seen") as opened:
        before.write_text(str(opened.prove(other)), encoding="utf-8")
        proofs = erased(opened, item)
        keys = read_keys([str(key) for key in opened.signer.keys])
        with pytest.raises(InputError, match="was erased"):
            opened.read(item)
        with pytest.raises(CustodyError, match="was erased"):
            opened.prove(item)
        after = tmp_path / "after.tlog-proof"
        after.write_text(str(opened.prove(other)), encoding="utf-8")
        assert [fault for _, fault in opened.verify() if fault] == []
        assert {one.id: one.state for one in opened.items()}[item] == "erased"
    certificate = tmp_path / "certificate.tlog-proof"
    certificate.write_text(str(proofs[item]), encoding="utf-8")
    evidence = tmp_path / "evidence" / "large.bin"
    assert check_event(certificate, keys).ok
    assert check_proof(before, evidence, keys).ok
    assert check_proof(after, evidence, keys).ok
    assert "P. Lanner" in retention.certificate_text(item, proofs[item])


def test_the_sealed_bytes_and_keys_are_gone_from_the_disk(vault, identity, filled):
    with Vault(vault, identity) as opened:
        rows = {stored.id: stored.sealed for stored in opened.intakes()}
        place = opened.item(filled["small.bin"])[1].place
        sealed = (vault / "store" / place.file).read_bytes()[place.offset :][: place.length]
        erased(opened, filled["small.bin"], filled["large.bin"])
    at_rest = b"".join(path.read_bytes() for path in vault.rglob("*") if path.is_file())
    for trace in (rows[filled["small.bin"]], rows[filled["large.bin"]], sealed):
        assert trace not in at_rest
    assert not list((vault / "store" / "objects").rglob(filled["large.bin"]))
    assert rows[filled["письмо.txt"]] in at_rest


def test_an_erased_file_is_not_taken_in_again(vault, identity, filled, tmp_path):
    with Vault(vault, identity) as opened:
        erased(opened, filled["письмо.txt"])
        items, skipped, _ = opened.add([tmp_path / "evidence"], PLANNER)
    assert {item.state for item in items} == {"known"}
    assert [entry.name for entry in skipped] == ["evidence/письмо.txt"]


def test_a_held_item_is_not_erased_before_two_persons_release_it(vault, identity, filled):
    item = filled["small.bin"]
    with Vault(vault, identity) as opened:
        plan = retention.plan_erasure(opened, [item], PLANNER)
        retention.hold(opened, item, PLANNER)
        with pytest.raises(InputError, match="on hold"):
            retention.erase(opened, plan, SECOND)
        with pytest.raises(InputError, match="on hold"):
            retention.plan_erasure(opened, [item], PLANNER)
        with pytest.raises(InputError, match="second person"):
            retention.hold(opened, item, PLANNER, release=True)
        retention.hold(opened, item, SECOND, release=True)
        assert list(retention.erase(opened, plan, SECOND)) == [item]


def test_erasure_needs_a_logged_plan_and_another_person(vault, identity, filled):
    from dataclasses import replace

    with Vault(vault, identity) as opened:
        plan = retention.plan_erasure(opened, [filled["small.bin"]], PLANNER)
        with pytest.raises(InputError, match="two persons"):
            retention.erase(opened, plan, Actor("p. lanner "))
        for changed in (replace(plan, items=(filled["large.bin"],)), replace(plan, planned_by="S. Omebody"), replace(plan, reason="x")):
            with pytest.raises(InputError, match="was changed"):
                retention.erase(opened, changed, SECOND)
        with pytest.raises(InputError, match="not made in this vault"):
            retention.erase(opened, replace(plan, event="0" * 32), SECOND)
        with pytest.raises(InputError, match="needs a reason"):
            retention.plan_erasure(opened, [filled["small.bin"]], Actor("X"))
        assert {item.state for item in opened.items()} == {"held"}


def test_a_restored_copy_brings_nothing_back(vault, identity, filled, tmp_path):
    item = filled["small.bin"]
    shutil.copytree(vault, tmp_path / "backup")
    with Vault(vault, identity, seen=tmp_path / "seen") as opened:
        erased(opened, item)
    shutil.rmtree(vault)
    shutil.copytree(tmp_path / "backup", vault)
    with Vault(vault, identity, seen=tmp_path / "seen") as opened:
        with pytest.raises(InputError, match="was erased"):
            opened.read(item)
        with pytest.raises(CustodyError, match="behind what was last seen by 2 entries"):
            list(opened.verify())
        with pytest.raises(CustodyError, match="behind"):
            opened.sign()
        assert retention.erase_again(opened, SECOND) == [item]
        assert [stored.sealed for stored in opened.intakes() if stored.id == item] == [None]


@pytest.mark.usefixtures("filled")
def test_a_rewritten_log_is_told_from_the_one_last_seen(vault, identity, tmp_path):
    """A fork signed by the log's own keys: only memory tells."""
    shutil.copytree(vault, tmp_path / "fork")
    for root, name in ((vault, "one"), (tmp_path / "fork", "two")):
        (tmp_path / name).write_text(name)
        with Vault(root, identity, seen=tmp_path / "seen" if name == "one" else None) as opened:
            opened.add([tmp_path / name], PLANNER)
    with Vault(tmp_path / "fork", identity, seen=tmp_path / "seen") as opened, pytest.raises(CustodyError, match="was rewritten"):
        opened.sign()


def test_the_list_of_erased_items_cannot_be_edited(vault, identity, filled):
    with Vault(vault, identity) as opened:
        erased(opened, filled["small.bin"])
    path = vault / "tombstones"
    path.write_text(path.read_text(encoding="utf-8").replace(filled["small.bin"], filled["large.bin"]), encoding="utf-8")
    with pytest.raises(CustodyError):
        Vault(vault, identity)


def test_the_command_line_plans_and_erases(comity, filled, tmp_path):
    plan, item = tmp_path / "plan.json", filled["small.bin"]
    assert comity("vault", "hold", item, "--reason", "appeal", "--actor", "A")[1]["state"] == "on_hold"
    assert comity("vault", "hold", item, "--release", "--actor", "A", "--second", "B")[1]["state"] == "held"
    comity("vault", "erase", item, "--reason", "rule 7", "--plan", str(plan), "--actor", "A")
    assert json.loads(plan.read_text(encoding="utf-8"))["items"] == [item]
    code, answer = comity("vault", "erase", "--plan", str(plan), "--actor", "B", "--out", str(tmp_path))
    assert (code, answer["erased"]) == (0, [item])
    key = comity("vault", "keys", "list")[1]["keys"][0]
    code, answer = comity("verify", "event", str(tmp_path / f"{item}.erased.tlog-proof"), "--key", key)
    assert (code, answer["ok"]) == (0, True)
    assert Path(tmp_path / f"{item}.erased.txt").read_text(encoding="utf-8").startswith("CERTIFICATE OF ERASURE")


def test_an_erasure_that_was_stopped_is_carried_out_to_its_end(vault, identity, filled, monkeypatch):
    """The power fails after the erasure was logged: part of the private parts is half destroyed, the rest is still there."""
    item = filled["small.bin"]
    with Vault(vault, identity) as opened:
        retention.hold(opened, item, PLANNER)
        retention.hold(opened, item, SECOND, release=True)
        plan = retention.plan_erasure(opened, [item], PLANNER)
        with monkeypatch.context() as stopped:
            stopped.setattr(retention, "_destroy", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                retention.erase(opened, plan, SECOND)
    journal = vault / "log" / "journal"
    with Vault(vault, identity) as opened:
        sealed = opened.ledger.entry(opened.ledger.seq_of(item)).sealed
    data = journal.read_bytes()
    place = data.index(sealed) + 40
    journal.write_bytes(data[:place] + bytes(90) + data[place + 90 :])
    with Vault(vault, identity) as opened:
        with pytest.raises(CustodyError, match="was to be destroyed") as told:
            list(opened.verify())
        assert "erase --again" in told.value.hint
        assert retention.erase_again(opened, SECOND) == [item]
        assert [fault for _, fault in opened.verify() if fault] == []
        assert list(retention.erase(opened, plan, SECOND)) == [item]
        assert retention.erase_again(opened, SECOND) == []


def test_tombstones_without_an_entry_are_made_good(vault, identity, filled, monkeypatch):
    """The power fails after the tombstones were written and before the erasure was logged."""
    item = filled["small.bin"]
    with Vault(vault, identity) as opened:
        plan = retention.plan_erasure(opened, [item], PLANNER)
        with monkeypatch.context() as stopped:
            stopped.setattr(type(opened.ledger), "append", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                retention.erase(opened, plan, SECOND)
    with Vault(vault, identity) as opened:
        assert retention.erase_again(opened, SECOND) == [item]
        assert [fault for _, fault in opened.verify() if fault] == []
        assert list(retention.erase(opened, plan, SECOND)) == [item]
