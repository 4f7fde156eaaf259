"""The checks of an outsider, through the command line: exit code and reason."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cli.main import program
from comity.crypto.checkpoint import Checkpoint, LogProof
from comity.crypto.signer import LogSigner
from comity.crypto.tree import MerkleTree, leaf_hash
from comity.custody.log.event import CustodyEvent, Disclosure

AT = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
SIGNER = LogSigner.generate("custody.example/log")
SALT = bytes(range(32))


def run(*arguments: str) -> tuple[int, dict]:
    result = CliRunner().invoke(program, ["verify", *arguments, "--json"], standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.return_value, json.loads(result.stdout)


def made(tmp_path: Path, sha256: str) -> tuple[Path, str]:
    event = CustodyEvent("e1", "intake", AT, actor="Officer", tool="comity", case="KG-1", outputs={"sha256": sha256})
    entry = event.entry(SALT, event.private())
    tree = MerkleTree([leaf_hash(b"before"), leaf_hash(entry), leaf_hash(b"after")])
    note = SIGNER.sign(Checkpoint(SIGNER.name, 3, tree.root()), AT)
    disclosure = Disclosure(entry, json.loads(event.private()), SALT)
    path = tmp_path / "item.tlog-proof"
    path.write_text(str(LogProof(1, tuple(tree.inclusion(1)), note, disclosure.as_bytes())), encoding="utf-8")
    return path, str(SIGNER.keys[0])


def test_an_item_and_its_proof_hold_and_another_item_does_not(tmp_path):
    item = tmp_path / "item.bin"
    item.write_bytes(b"evidence")
    proof, key = made(tmp_path, hashlib.sha256(b"evidence").hexdigest())
    code, answer = run("proof", str(proof), "--item", str(item), "--key", key)
    assert (code, answer["ok"]) == (0, True)
    item.write_bytes(b"Evidence")
    code, answer = run("item", str(item), "--proof", str(proof), "--key", key)
    assert (code, answer["ok"], answer["reasons"][0]["code"]) == (3, False, "item")


def test_a_changed_disclosure_no_longer_fits_its_entry(tmp_path):
    item = tmp_path / "item.bin"
    item.write_bytes(b"evidence")
    proof, key = made(tmp_path, "0" * 64)
    text = proof.read_text(encoding="utf-8")
    extra = text.split("extra ")[1].split("\n")[0]
    value = json.loads(base64.b64decode(extra))
    value["private"]["actor"] = "Somebody else"
    proof.write_text(text.replace(extra, base64.b64encode(json.dumps(value).encode()).decode()), encoding="utf-8")
    code, answer = run("proof", str(proof), "--item", str(item), "--key", key)
    assert (code, answer["reasons"][0]["code"]) == (3, "disclosure")


def test_an_entry_without_disclosure_is_the_item_itself(tmp_path):
    tree = MerkleTree([leaf_hash(b"a"), leaf_hash(b"b")])
    note = SIGNER.sign(Checkpoint(SIGNER.name, 2, tree.root()), AT)
    (tmp_path / "p").write_text(str(LogProof(1, tuple(tree.inclusion(1)), note)), encoding="utf-8")
    (tmp_path / "b").write_bytes(b"b")
    code, _ = run("proof", str(tmp_path / "p"), "--item", str(tmp_path / "b"), "--key", str(SIGNER.keys[1]))
    assert code == 0


def test_a_checkpoint_of_an_unknown_key_is_not_trusted(tmp_path):
    path = tmp_path / "checkpoint"
    path.write_text(str(SIGNER.sign(Checkpoint(SIGNER.name, 0, bytes(32)), AT)), encoding="utf-8")
    stranger = LogSigner.generate(SIGNER.name)
    assert run("checkpoint", str(path), "--key", str(SIGNER.keys[0]))[0] == 0
    code, answer = run("checkpoint", str(path), "--key", str(stranger.keys[0]))
    assert (code, answer["reasons"][0]["code"]) == (3, "unsigned")
    code, answer = run("checkpoint", str(path), "--key", str(SIGNER.keys[0]), "--witness", str(stranger.keys[0]))
    assert (code, answer["reasons"][0]["code"]) == (3, "witness")


@pytest.mark.parametrize("index", ["leafIdx", "leafIndex"])
@pytest.mark.parametrize("wrong", [{}, {"leafIdx": 5}, {"treeSize": 1}, {"proof": []}, {"root": "AAAA"}, {"leafIdx": "x"}])
def test_a_merkle_probe_holds_as_made_and_not_when_changed(tmp_path, wrong, index):
    """The published probes name the leaf in two ways: the first ones `leafIndex`, the newer ones `leafIdx`."""
    tree = MerkleTree(leaf_hash(bytes([number])) for number in range(5))
    probe = {
        "leafIdx": 2,
        "treeSize": 5,
        "root": base64.b64encode(tree.root()).decode(),
        "leafHash": base64.b64encode(tree.leaf(2)).decode(),
        "proof": [base64.b64encode(node).decode() for node in tree.inclusion(2)],
        "desc": "made here",
        "wantErr": bool(wrong),
    }
    path = tmp_path / "probe.json"
    path.write_text(json.dumps(probe | wrong).replace("leafIdx", index))
    code, answer = run("merkle-probe", str(path))
    assert (code, answer["ok"]) == ((3, False) if wrong else (0, True))


def test_a_refusal_is_said_in_russian(tmp_path):
    item = tmp_path / "item.bin"
    item.write_bytes(b"Evidence")
    proof, key = made(tmp_path, "0" * 64)
    result = CliRunner().invoke(
        program, ["--lang", "ru", "verify", "item", str(item), "--proof", str(proof), "--key", key], standalone_mode=False
    )
    assert result.stdout.startswith("не сходится")
    assert "это другой файл" in result.stdout
