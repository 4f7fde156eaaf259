"""What holds the log from outside: witnesses, time stamps, sheets of paper; whoever cuts or rewrites it is told by each."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from comity.crypto.checkpoint import Checkpoint
from comity.crypto.note import parse_note
from comity.custody.log.anchors import QR_LIMIT, anchors, hold_against, oldest_covering, to_print
from comity.custody.vault.vault import Vault
from tests.custody.conftest import OFFICER
from tests.custody.time_authority import made, serving

pytestmark = [pytest.mark.real_clock, pytest.mark.usefixtures("filled")]


@pytest.fixture
def sheet(vault, identity, tmp_path) -> Path:
    """The text of a checkpoint that was printed."""
    path = tmp_path / "sheet.txt"
    with Vault(vault, identity) as opened:
        path.write_text(str(to_print(opened, OFFICER)), encoding="utf-8")
    return path


def test_a_log_that_grew_holds_against_the_sheet(vault, identity, sheet, tmp_path):
    (tmp_path / "more").write_text("more")
    with Vault(vault, identity) as opened:
        opened.add([tmp_path / "more"], OFFICER)
        judged = hold_against(opened, sheet)
        assert (judged.ok, judged.reasons[0].code) == (True, "grown")
        sheet.write_bytes(sheet.read_bytes().replace(b"\n", b"\r\n"))  # as some scanners save it
        assert hold_against(opened, sheet).ok


def test_a_log_that_was_cut_is_told_by_the_sheet(vault, identity, tmp_path):
    shutil.copytree(vault, tmp_path / "old")
    path = tmp_path / "sheet.txt"
    with Vault(vault, identity) as opened:
        path.write_text(str(to_print(opened, OFFICER)), encoding="utf-8")
    with Vault(tmp_path / "old", identity) as opened:
        judged = hold_against(opened, path)
    assert (judged.ok, judged.reasons[0].code) == (False, "shrank")
    assert "entries are missing" in judged.reasons[0].text


def test_a_log_that_was_written_anew_under_the_same_keys_is_told_by_the_sheet(vault, identity, tmp_path):
    shutil.copytree(vault, tmp_path / "twin")
    path = tmp_path / "sheet.txt"
    with Vault(vault, identity) as opened:
        path.write_text(str(to_print(opened, OFFICER)), encoding="utf-8")
    with Vault(tmp_path / "twin", identity) as opened, opened.locked():
        for _ in range(5):
            opened.record("note", OFFICER, {"words": "another story"})
        opened.sign()
        assert hold_against(opened, path).reasons[0].code == "rewritten"


@pytest.mark.parametrize(
    "change", [lambda text: text.replace("custody.example", "custody.invalid", 1), lambda text: text[:-20] + "\n", lambda _: "no note"]
)
def test_a_sheet_that_was_changed_proves_nothing(vault, identity, sheet, change):
    sheet.write_text(change(sheet.read_text(encoding="utf-8")), encoding="utf-8")
    with Vault(vault, identity) as opened:
        assert not hold_against(opened, sheet).ok


def test_the_sheet_can_be_read_back_from_the_paper(comity, tmp_path):
    code, answer = comity("vault", "checkpoint", "--out", str(tmp_path / "sheet.pdf"), "--office", "Office", "--lang", "ru")
    note = Path(answer["text"]).read_bytes()
    assert code == 0
    assert len(note) <= QR_LIMIT
    assert Checkpoint.parse(parse_note(note).text).size == answer["size"]
    printed = subprocess.run(["pdftotext", "-layout", answer["sheet"], "-"], check=True, capture_output=True, text=True).stdout
    assert note.decode().splitlines()[2] in printed
    assert comity("verify", "checkpoint", answer["text"], "--key", answer["key"])[0] == 0
    assert comity("vault", "anchors", "--against", answer["text"])[1]["ok"]


def test_every_anchor_is_listed_with_what_it_covers(comity, vault, identity, tmp_path):
    authority = made(tmp_path / "tsa")
    with serving(authority) as address:
        comity("vault", "stamp", "--authority", address, "--ca", str(authority / "root.pem"))
    asked = comity("vault", "ask-witness", "--out", str(tmp_path / "ask"))[1]
    options = ["--state", str(tmp_path / "witness"), "--name", "witness.example/kz", "--key", asked["key"], "--out", str(tmp_path / "line")]
    from click.testing import CliRunner

    from comity.cli.main import program

    done = CliRunner().invoke(program, ["vault", "witness", asked["request"], *options, "--json"], standalone_mode=False)
    assert done.exception is None, done.exception
    comity("vault", "cosigned", str(tmp_path / "line"), "--witness", json.loads(done.stdout)["witness"])
    comity("vault", "checkpoint", "--out", str(tmp_path / "sheet.pdf"))
    with Vault(vault, identity) as opened:
        found = anchors(opened)
        assert {one.kind for one in found} == {"timestamp", "witness", "printed"}
        assert next(one for one in found if one.kind == "witness").by == "witness.example/kz"
        assert oldest_covering(found, 0).kind == "timestamp"
        assert oldest_covering(found, opened.ledger.size) is None
    answer = comity("vault", "anchors")[1]
    assert {row["anchored_by"] for row in answer["items"]} == {address}


def test_evidence_leaves_with_its_certificate(comity, filled, tmp_path):
    item = filled["small.bin"]
    code, answer = comity(
        *("vault", "export", item, "--out", str(tmp_path / "bag"), "--certificate", "certificate", "--certificate", "protocol"),
        *("--office", "Office", "--lang", "ru", "--actor", "A. Officer"),
    )
    assert code == 0
    assert {Path(path).name for path in answer["papers"]} == {
        f"{form}.ru.{end}" for form in ("certificate", "protocol") for end in ("pdf", "docx")
    }
    assert comity("verify", "bag", str(tmp_path / "bag"))[1]["ok"]
