"""The published directory: what is genuine is followed; what is forged, old, mixed, frozen or signed by too few is refused."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from comity.custody.directory.follow import follow
from comity.custody.directory.publish import LASTS, begin, publish, renew, root_keys, rotate
from comity.custody.slip.directory import Authority
from comity.errors import CustodyError, InputError
from comity.model.time import system_clock
from tests.custody.proof_vectors import SIGNER, STRANGER

ONE = Authority("Example Prosecutor", "KG", str(SIGNER.keys[0]), "+996 312 000 000", "2027-12-31")
TWO = Authority("Example Ministry", "KZ", str(STRANGER.keys[0]), "+7 7172 000 000", "2027-12-31")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    begin(tmp_path / "directory", tmp_path / "keys")
    publish(tmp_path / "directory", tmp_path / "keys", [ONE])
    return tmp_path / "directory"


@pytest.fixture
def known(folder: Path, tmp_path: Path) -> Path:
    """What somebody remembers who saw the first list."""
    follow(folder, tmp_path / "state", folder / "metadata" / "1.root.json")
    return tmp_path / "state"


def test_a_list_is_followed_and_the_next_one_too(folder, known, tmp_path):
    publish(folder, tmp_path / "keys", [ONE, TWO])
    held = follow(folder, known)
    assert (held.authorities, held.version) == ((ONE, TWO), 3)
    assert held.expires[:10] == (system_clock() + LASTS["timestamp"]).date().isoformat()


def test_the_folder_holds_no_secret(folder, tmp_path):
    secrets = [path.read_bytes() for path in (tmp_path / "keys").iterdir()]
    assert len(secrets) == 6
    assert not [path for path in folder.rglob("*") if path.is_file() and any(key in path.read_bytes() for key in secrets)]
    assert {oct((tmp_path / "keys" / name).stat().st_mode & 0o777) for name in ("root-1.pem", "targets.pem")} == {"0o600"}


def test_without_a_root_nothing_is_believed(folder, tmp_path):
    with pytest.raises(InputError, match="no root of this directory"):
        follow(folder, tmp_path / "new")


def test_a_directory_of_somebody_else_is_refused(folder, known, tmp_path):
    begin(tmp_path / "forged", tmp_path / "forged keys")
    publish(tmp_path / "forged", tmp_path / "forged keys", [TWO])
    with pytest.raises(CustodyError, match="does not hold"):
        follow(tmp_path / "forged", known)
    with pytest.raises(CustodyError, match="does not hold"):
        follow(tmp_path / "forged", tmp_path / "new", folder / "metadata" / "1.root.json")


def test_an_old_copy_is_refused(folder, known, tmp_path):
    """Rollback: a copy that was genuine once."""
    shutil.copytree(folder, tmp_path / "old")
    publish(folder, tmp_path / "keys", [ONE, TWO])
    follow(folder, known)
    with pytest.raises(CustodyError, match="does not hold"):
        follow(tmp_path / "old", known)
    assert follow(folder, known).authorities == (ONE, TWO)


def test_a_copy_that_is_never_renewed_is_refused(folder, known, tmp_path):
    """Freeze: somebody keeps the newer ones away."""
    later = system_clock() + LASTS["timestamp"] + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        with pytest.raises(CustodyError, match="has expired") as raised:
            follow(folder, known)
        assert "newer copy" in (raised.value.hint or "")
        renew(folder, tmp_path / "keys")
        assert follow(folder, known).authorities == (ONE,)


def test_parts_of_two_states_are_refused(folder, known, tmp_path):
    """Mix and match: the newest timestamp over older lists."""
    shutil.copytree(folder, tmp_path / "mixed")
    publish(folder, tmp_path / "keys", [TWO])
    shutil.copy(folder / "metadata" / "timestamp.json", tmp_path / "mixed" / "metadata")
    with pytest.raises(CustodyError, match="does not hold"):
        follow(tmp_path / "mixed", known)


@pytest.mark.parametrize("role", ["metadata/timestamp.json", "metadata/3.snapshot.json", "metadata/3.targets.json", "targets/*"])
def test_a_change_anywhere_is_found(folder, known, tmp_path, role):
    publish(folder, tmp_path / "keys", [ONE, TWO])
    changed = 0
    for path in folder.glob(role):
        value = path.read_text()
        path.write_text(value.replace("+7 7172", "+7 9999").replace('"version":3', '"version":4'))
        changed += path.read_text() != value
    assert changed == 1
    with pytest.raises(CustodyError, match="does not hold"):
        follow(folder, known)


def test_a_stolen_key_is_replaced_and_worth_nothing_from_then_on(folder, known, tmp_path):
    keys = tmp_path / "keys"
    shutil.copytree(keys, tmp_path / "stolen")
    signing = [keys / "root-1.pem", keys / "root-3.pem"]
    (keys / "timestamp.pem").unlink()
    assert rotate(folder, signing, replace="timestamp", with_key=keys / "timestamp.pem") == 2
    renew(folder, keys)
    assert follow(folder, known).authorities == (ONE,)
    with pytest.raises(InputError, match="the root names another key"):
        publish(folder, tmp_path / "stolen", [TWO])


def test_a_root_key_is_replaced_by_the_others(folder, known, tmp_path):
    keys = tmp_path / "keys"
    (keys / "root-2.pem").unlink()
    before = root_keys(folder)
    rotate(folder, [keys / "root-1.pem", keys / "root-3.pem"], replace=before[1][:10], with_key=keys / "root-2.pem")
    assert len(set(before) & set(root_keys(folder))) == 2
    publish(folder, keys, [TWO])
    assert follow(folder, known).authorities == (TWO,)


def test_too_few_root_keys_change_nothing(folder, tmp_path):
    keys = tmp_path / "keys"
    with pytest.raises(InputError, match="too few"):
        rotate(folder, [keys / "root-1.pem"], replace="targets", with_key=tmp_path / "new.pem")
    assert not (tmp_path / "new.pem").exists()
    assert len(list((folder / "metadata").glob("*.root.json"))) == 1


def test_key_files_are_encrypted_with_a_password(tmp_path):
    begin(tmp_path / "d", tmp_path / "k", password=b"word")
    assert b"ENCRYPTED" in (tmp_path / "k" / "root-1.pem").read_bytes()
    with pytest.raises(InputError, match="does not open"):
        publish(tmp_path / "d", tmp_path / "k", [ONE])
    assert publish(tmp_path / "d", tmp_path / "k", [ONE], password=b"word").authorities == 1


@pytest.mark.parametrize(("roots", "threshold"), [(3, 0), (2, 3)])
def test_a_threshold_must_be_possible(tmp_path, roots, threshold):
    with pytest.raises(InputError, match="root keys"):
        begin(tmp_path / "d", tmp_path / "k", roots=roots, threshold=threshold)


def test_no_path_leads_out_of_the_copy(folder, known, tmp_path):
    (tmp_path / "elsewhere.json").write_text("{}")
    (folder / "metadata" / "2.root.json").symlink_to(tmp_path / "elsewhere.json")
    assert follow(folder, known).authorities == (ONE,)


def test_a_slip_is_judged_by_the_published_directory(comity, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("please preserve")
    told = ["--authority", ONE.authority, "--addressee", "B", "--reference", "1", "--call-back", ONE.call_back, "--expires", "2099-01-01"]
    _, made = comity("vault", "register", str(letter), *told, "--out", str(tmp_path / "sent"))
    rows = [replace(ONE, key=made["key"]), TWO]
    (tmp_path / "rows.yaml").write_text(json.dumps([{name: getattr(row, name) for name in row.__slots__} for row in rows]))
    folder, keys = tmp_path / "directory", ["--keys", str(tmp_path / "keys")]
    comity("directory", "init", str(folder), *keys)
    assert comity("directory", "publish", str(folder), str(tmp_path / "rows.yaml"), *keys)[1]["authorities"] == 2
    known = ["--directory", str(folder), "--directory-state", str(tmp_path / "state")]
    code, answer = comity("verify", "slip", made["slip"], *known, "--directory-key", str(folder / "metadata" / "1.root.json"))
    assert (code, answer["reasons"][0]["code"]) == (0, "genuine")
    assert any(reason["code"] == "authority" and ONE.authority in reason["text"] for reason in answer["reasons"])
    comity("directory", "publish", str(folder), _without(tmp_path, rows[0]), *keys)
    code, answer = comity("verify", "slip", made["slip"], *known)
    assert (code, answer["reasons"][0]["code"]) == (3, "unknown_key")


def _without(tmp_path: Path, gone: Authority) -> str:
    """Write the list without one authority."""
    path = tmp_path / "fewer.yaml"
    path.write_text(json.dumps([{name: getattr(row, name) for name in row.__slots__} for row in (TWO,) if row != gone]))
    return str(path)
