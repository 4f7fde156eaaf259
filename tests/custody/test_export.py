"""What leaves a vault: a bag that foreign judges accept, whose proofs hold with the tools inside it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.custody.bag.validate import faults_of
from comity.custody.bag.write import BagWriter, safe_name
from comity.custody.vault.export import export
from comity.custody.vault.vault import Vault
from comity.errors import CustodyError, InputError
from tests.custody.conftest import OFFICER


def test_the_bag_holds_for_two_validators_and_its_own_tools(comity, filled, tmp_path):
    target = tmp_path / "out" / "bag"
    target.parent.mkdir()
    code, answer = comity("vault", "export", *filled.values(), "--out", str(target), "--reason", "order 5", "--case", "KG-1")
    assert code == 0
    assert faults_of(target) == []
    judge = [sys.executable, "-W", "ignore", Path(sys.executable).with_name("bagit.py"), "--validate", "--quiet", target]
    assert subprocess.run(judge, check=False).returncode == 0
    key = (target / "keys.txt").read_text(encoding="utf-8").splitlines()[0]
    for row in answer["items"]:
        check = [sys.executable, "-I", target / "tools" / "verify.py", "item", target / row["path"]]
        proof = target / "proofs" / f"{row['id']}.tlog-proof"
        assert subprocess.run([*check, "--proof", proof, "--key", key], check=False, stdout=subprocess.DEVNULL).returncode == 0
    assert (target / answer["items"][0]["path"]).name in {"письмо.txt", "small.bin", "large.bin"}
    assert not list(target.parent.glob(".*"))


def test_each_export_is_logged(comity, vault, identity, filled, tmp_path):
    comity("vault", "export", filled["small.bin"], "--out", str(tmp_path / "bag"))
    with Vault(vault, identity) as opened:
        *_, (_, event, entry, sealed) = opened.ledger.entries()
        assert json.loads(entry)["type"] == "export"
        assert opened.sealer.open_event(event, sealed)[0]["item"] == filled["small.bin"]


@pytest.mark.heavy
def test_the_provenance_is_valid_case(comity, filled, tmp_path):
    comity("vault", "export", *filled.values(), "--out", str(tmp_path / "bag"), "--reason", "order 5")
    graph = tmp_path / "bag" / "provenance.jsonld"
    judge = Path(sys.executable).with_name("case_validate")
    done = subprocess.run([judge, graph], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    nodes = json.loads(graph.read_text(encoding="utf-8"))["@graph"]
    actions = [node["uco-core:name"] for node in nodes if node["@type"].endswith("InvestigativeAction")]
    assert sorted(actions) == ["export"] * 3 + ["intake"] * 3


def test_a_bad_item_leaves_no_bag_behind(vault, identity, filled, tmp_path):
    target = max((vault / "store").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(bytes(data))
    with Vault(vault, identity) as opened, pytest.raises(CustodyError, match="does not open"):
        export(opened, list(filled.values()), tmp_path / "bag", OFFICER)
    assert not list(tmp_path.glob("*bag*"))


def test_nothing_is_overwritten_and_nothing_unknown_exported(vault, identity, filled, tmp_path):
    (tmp_path / "bag").mkdir()
    with Vault(vault, identity) as opened:
        with pytest.raises(InputError, match="exists already"):
            export(opened, list(filled.values()), tmp_path / "bag", OFFICER)
        with pytest.raises(InputError, match="not in this vault: nothing"):
            export(opened, ["nothing"], tmp_path / "new", OFFICER)


@given(st.text(max_size=300))
def test_a_hostile_name_becomes_one_harmless_file_name(name):
    safe = safe_name(name)
    assert safe not in {"", ".", ".."}
    assert not set(safe) & set('/\\\0\n\r:*?"<>|%\u202e\u200b')
    assert len(safe.encode()) <= 121
    assert not safe.startswith(("~", "-", ".", " "))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/письмо.txt", "письмо.txt"),
        ("con", "_con"),
        ("x\u202egpj.exe", "x_gpj.exe"),
        ("..", "_"),
        ("NUL.txt", "_NUL.txt"),
        ("a%0Ab", "a_0Ab"),
    ],
)
def test_names_as_they_leave(name, safe):
    assert safe_name(name) == safe


def test_long_values_of_bag_info_fold_and_come_back(tmp_path):
    from comity.custody.bag.tags import read_info

    value = "Слово " * 60 + "конец"
    with BagWriter(tmp_path / "bag") as bag:
        bag.finish([("External-Description", value)])
    pairs, faults = read_info(tmp_path / "bag" / "bag-info.txt", "utf-8", strict=True)
    assert faults == []
    assert dict(pairs)["External-Description"] == value
    assert faults_of(tmp_path / "bag") == []
