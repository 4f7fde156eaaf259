"""A witness cosigns a log that only grows, and finds the fork, the rollback, the cut and the rewritten entry, signed or not."""

import contextlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.crypto.checkpoint import Checkpoint
from comity.crypto.signer import LogSigner
from comity.crypto.tree import MerkleTree, leaf_hash
from comity.custody.log.witness import Request, WitnessDesk
from comity.custody.vault.vault import Actor, Vault
from comity.errors import CustodyError, InputError
from tests.custody.proof_vectors import AT, SIGNER

KEY = SIGNER.keys[0]


def tree(size: int, *, changed: int | None = None) -> MerkleTree:
    return MerkleTree(leaf_hash(b"other" if place == changed else b"entry %d" % place) for place in range(size))


def request(grown: MerkleTree, old: int, by: LogSigner = SIGNER) -> bytes:
    note = by.sign(Checkpoint(by.name, grown.size, grown.root()), AT)
    proof = grown.consistency(old) if 0 < old <= grown.size else []
    return str(Request(old, tuple(proof), note)).encode()


@pytest.fixture
def desk(tmp_path: Path) -> WitnessDesk:
    desk = WitnessDesk.create(tmp_path / "witness", "witness.example/kz")
    desk.cosign(request(tree(5), 0), KEY, AT)
    return desk


def test_a_log_that_grows_is_cosigned_each_time(desk):
    for old, size in ((5, 5), (5, 8), (8, 9), (9, 64)):
        assert desk.cosign(request(tree(size), old), KEY, AT).startswith("\u2014 witness.example/kz ")
        assert desk.last(KEY) == Checkpoint(KEY.name, size, tree(size).root())


@pytest.mark.parametrize(
    ("shown", "old", "says"),
    [
        (tree(4), 5, "the log shrank"),
        (tree(5, changed=4), 5, "the log forked"),
        (tree(9, changed=2), 5, "was rewritten"),
        (tree(9), 4, "the proof begins at 4"),
        (tree(9), 0, "the proof begins at 0"),
    ],
)
def test_what_is_not_growth_is_refused_and_kept(desk, shown, old, says):
    with pytest.raises(CustodyError, match=says):
        desk.cosign(request(shown, old), KEY, AT)
    assert desk.last(KEY) == Checkpoint(KEY.name, 5, tree(5).root())
    assert len(list(desk._folder.glob("*.refused-*"))) == 1


def test_a_stranger_is_not_cosigned(desk):
    stranger = LogSigner.generate(SIGNER.name)
    with pytest.raises(CustodyError, match="not signed by"):
        desk.cosign(request(tree(6), 5, stranger), KEY, AT)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_witness(data):
    with contextlib.suppress(CustodyError):
        Request.parse(b"old 3\n" + data, "x")


@pytest.mark.parametrize("name", ["", "a b", "a+b"])
def test_a_name_that_cannot_stand_in_a_note_is_refused(tmp_path, name):
    with pytest.raises(InputError):
        WitnessDesk.create(tmp_path, name)


def test_two_vaults_witness_each_other_and_a_rollback_is_found(comity, vault, identity, filled, tmp_path):
    shutil.copytree(vault, tmp_path / "old")
    ask, answer, state = tmp_path / "ask", tmp_path / "answer", tmp_path / "w"
    _, asked = comity("vault", "ask-witness", "--out", str(ask))
    arguments = ["--state", str(state), "--key", asked["key"], "--out", str(answer)]
    witness = _run("vault", "witness", str(ask), *arguments, "--name", "witness.example/kz")["witness"]
    comity("vault", "cosigned", str(answer), "--witness", witness)
    proof = tmp_path / "p"
    comity("vault", "prove", filled["small.bin"], "--out", str(proof))
    item = str(tmp_path / "evidence" / "small.bin")
    assert comity("verify", "item", item, "--proof", str(proof), "--key", asked["key"], "--witness", witness)[0] == 0
    shutil.rmtree(vault)
    shutil.copytree(tmp_path / "old", vault)
    (tmp_path / "new").write_text("other")
    with Vault(vault, identity) as opened:
        opened.add([tmp_path / "new"], Actor("Insider"))
        opened.add([tmp_path / "new"], Actor("Insider"))
    comity_size = asked["size"]
    with Vault(vault, identity) as opened:
        note = opened.sign()
        fork = Request(comity_size, tuple(opened.ledger.consistency(comity_size, opened.ledger.size)), note)
    ask.write_text(str(fork), encoding="utf-8")
    _run("vault", "witness", str(ask), *arguments)
    with Vault(tmp_path / "old", identity) as opened:
        ask.write_text(str(Request(comity_size, (), opened.sign())), encoding="utf-8")
    with pytest.raises(CustodyError, match="the log shrank: 4 entries were cosigned, 3 are shown"):
        _run("vault", "witness", str(ask), *arguments)


def _run(*arguments: str) -> dict:
    import json

    from click.testing import CliRunner

    from comity.cli.main import program

    result = CliRunner().invoke(program, [*arguments, "--json"], standalone_mode=False)
    if result.exception:
        raise result.exception
    return json.loads(result.stdout)
