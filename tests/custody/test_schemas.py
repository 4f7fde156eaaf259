"""What the commands of custody print is what the published schemas say."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from tests.custody.time_authority import made, serving
from tests.house.tree import ROOT

FOLDER = ROOT / "docs" / "reference" / "schemas" / "commands"
pytestmark = [pytest.mark.real_clock]


def faults(name: str, document: object) -> list[str]:
    judge = jsonschema_rs.validator_for(json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")))
    return [f"{name} {list(error.instance_path)}: {error.message}" for error in judge.iter_errors(document)]


def test_each_command_prints_what_its_schema_says(comity, filled, tmp_path):
    item, other = filled["small.bin"], filled["large.bin"]
    evidence = tmp_path / "evidence"
    (evidence / "link").symlink_to("large.bin")
    said: list[tuple[str, dict]] = []

    def run(name: str, *arguments: str) -> dict:
        _, answer = comity(*arguments)
        said.append((name, answer))
        return answer

    run("vault-add", "vault", "add", str(evidence))
    (tmp_path / "list.txt").write_text(f"{'0' * 64}  small.bin\n", encoding="utf-8")
    came = ["--from", "Example Mail", "--channel", "portal", "--request", "1/2", "--received", "2026-11-20"]
    acknowledged = ["--acknowledge", str(tmp_path / "letters"), "--lang", "ru", "--office", "Office"]
    run("vault-add", "vault", "add", str(evidence / "small.bin"), "--hashes", str(tmp_path / "list.txt"), *came, *acknowledged)
    run("vault-list", "vault", "list")
    run("vault-keys", "vault", "keys", "list")
    run("vault-hold", "vault", "hold", item, "--reason", "appeal")
    run("vault-hold", "vault", "hold", item, "--release", "--actor", "A", "--second", "B")
    proof = run("vault-prove", "vault", "prove", other, "--out", str(tmp_path / "p"), "--with-verifier", str(tmp_path / "tools"))
    key = proof["keys"][0]
    run("verify", "verify", "item", str(evidence / "large.bin"), "--proof", proof["proof"], "--key", key)
    run("verify", "verify", "item", str(evidence / "small.bin"), "--proof", proof["proof"], "--key", key)
    run("vault-export", "vault", "export", other, "--out", str(tmp_path / "bag"), "--certificate", "protocol", "--lang", "ru")
    sheet = run("vault-checkpoint", "vault", "checkpoint", "--out", str(tmp_path / "sheet.pdf"))
    run("vault-anchors", "vault", "anchors", "--against", sheet["text"])
    run("verify", "verify", "bag", str(tmp_path / "bag"))
    run("vault-tiles", "vault", "tiles", "--out", str(tmp_path / "tiles"))
    run("verify", "verify", "tiles", str(tmp_path / "tiles"), "--key", key)
    authority = made(tmp_path / "tsa")
    with serving(authority) as address:
        stamped = run("vault-stamp", "vault", "stamp", "--authority", address, "--ca", str(authority / "root.pem"))
    files = stamped["files"]
    run("verify", "verify", "timestamp", files["tsr"], "--data", files["checkpoint"], "--ca", files["ca.pem"])
    run("verify", "verify", "checkpoint", files["checkpoint"], "--key", key)
    letter = tmp_path / "letter.txt"
    letter.write_text("please preserve")
    options = ["--authority", "A", "--addressee", "B", "--reference", "1", "--call-back", "+996", "--expires", "2099-01-01"]
    registered = run("vault-register", "vault", "register", str(letter), *options, "--out", str(tmp_path / "sent"), "--second", "C")
    run("verify", "verify", "slip", registered["slip"], "--key", key, "--request", str(letter))
    rows = tmp_path / "authorities.yaml"
    rows.write_text(f"- {{authority: A, country: KG, key: '{key}', call_back: '+996', until: 2099-01-01}}", encoding="utf-8")
    run("vault-directory", "vault", "directory", str(rows), "--out", str(tmp_path / "directory"))
    published, held = str(tmp_path / "published"), ["--keys", str(tmp_path / "directory keys")]
    run("directory-init", "directory", "init", published, *held, "--roots", "1", "--threshold", "1")
    run("directory-publish", "directory", "publish", published, str(rows), *held)
    first = str(tmp_path / "published" / "metadata" / "1.root.json")
    run("directory-follow", "directory", "follow", published, "--root", first, "--state", str(tmp_path / "followed"))
    signing = ["--sign", str(tmp_path / "directory keys" / "root-1.pem"), "--with", str(tmp_path / "new" / "timestamp.pem")]
    run("directory-renew", "directory", "renew", published, *held)
    run("directory-rotate", "directory", "rotate", published, "--replace", "timestamp", *signing)
    asked = run("vault-ask-witness", "vault", "ask-witness", "--out", str(tmp_path / "ask"))
    run("vault-erase", "vault", "erase", item, "--reason", "rule", "--plan", str(tmp_path / "plan"), "--actor", "A")
    run("vault-erase", "vault", "erase", "--plan", str(tmp_path / "plan"), "--actor", "B", "--out", str(tmp_path))
    run("vault-erase", "vault", "erase", "--again")
    run("vault-verify", "vault", "verify")
    run("vault-list", "vault", "list")
    assert asked["size"] > 0
    assert [fault for name, answer in said for fault in faults(name, answer)] == []


def test_the_commands_beside_a_vault_print_what_their_schemas_say(tmp_path):
    from click.testing import CliRunner

    from comity.cli.main import program

    def run(*arguments: str) -> dict:
        result = CliRunner().invoke(program, [*arguments, "--json"], standalone_mode=False)
        assert result.exception is None, result.exception
        return json.loads(result.stdout)

    here = ["--vault", str(tmp_path / "new"), "--identity", str(tmp_path / "new.age")]
    assert faults("vault-init", run("vault", "init", *here)) == []
    asked = run("vault", "ask-witness", *here, "--out", str(tmp_path / "ask"))
    options = ["--state", str(tmp_path / "w"), "--name", "witness.example", "--key", asked["key"], "--out", str(tmp_path / "answer")]
    given = run("vault", "witness", str(tmp_path / "ask"), *options)
    assert faults("vault-witness", given) == []
    kept = run("vault", "cosigned", str(tmp_path / "answer"), *here, "--witness", given["witness"])
    assert faults("vault-cosigned", kept) == []
    import zipfile

    archive = Path(tmp_path / "a.zip")
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("../up", "x")
        target.writestr("good", "y")
    assert faults("verify-archive", run("verify", "archive", str(archive))) == []


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        ("vault-add", {"items": [], "skipped": []}),
        ("vault-verify", {"ok": "yes", "items": 1, "reasons": []}),
        ("vault-erase", {}),
        ("verify", {"ok": True, "reasons": [{"code": "x", "text": "y"}]}),
    ],
)
def test_a_schema_refuses_what_is_not_so(schema, document):
    assert faults(schema, document)
