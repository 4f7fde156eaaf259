"""Backups: one moment, whole or not at all, equal after a restore on either database, and a damaged one is refused by the name of its part.

Each register here is one of its own, in processes of their own, as its users have it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest

from comity.desk.backup.check import check_backup
from comity.errors import InputError, RegisterError
from tests.postgresql import running

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]

MAKE = """
from pathlib import Path
import sys
from comity.desk.service import configure, prepare
configure(Path(sys.argv[1])); prepare()
from comity.desk.people.enrolment import add_first_person
from comity.desk.people.second_factor import enrol, new_secret, code_at
from comity.desk.rights.worker import Worker
from comity.desk.steps.open_exercise import open_exercise
from comity.desk.money.entries import take_over
from comity.desk.models import StoredFile
from comity.desk.journal.chain import write
from comity.model.time import system_clock
password = "a long one of many words"
named = {"login": "aida", "full_name": "Аида Тестова", "unit": "Unit 9"}
person = add_first_person(**named, password=password, state="KG", zone="Asia/Bishkek", language="ru")
secret = new_secret(); enrol(person, secret, code_at(secret, system_clock().timestamp()))
case = open_exercise(Worker(person, "ru", True))
take_over(Worker(person, "ru", True), case.pk)
StoredFile.objects.create(name="x.bin", media="x/y", size=256, sha256="0"*64, content=bytes(range(256)), kept_by=person)
write("case.read", "кавычки \\" и эмодзи 🙂", person=person, case=case, facts={"b": [1, 2.5, None, True], "a": {"z": "ё"}})
(Path(sys.argv[1]) / "overlay" / "money").mkdir(parents=True)
(Path(sys.argv[1]) / "overlay" / "money" / "rates.csv").write_text("day,unit,currency,rate,source\\n", encoding="utf-8")
"""

LOOK = """
from pathlib import Path
import sys, json, hashlib
from comity.desk.service import configure
configure(Path(sys.argv[1]))
from django.apps import apps
from comity.desk.backup.shape import models_of, fields_of, row_line
found = {}
for model in models_of(apps):
    names = [field.attname for field in fields_of(model)]
    rows = [row_line(names, values) for values in model._base_manager.order_by("pk").values_list(*names)]
    found[model._meta.db_table] = [len(rows), hashlib.sha256(b"".join(rows)).hexdigest()]
from comity.desk.journal.chain import check
from comity.desk.models import Person
from comity.desk.people.sealing import unseal
from comity.desk.search.look import look
from comity.desk.rights.worker import Worker
person = Person.objects.get()
print(json.dumps({"tables": found, "journal": check().holds, "sealed": len(unseal(person.sealed_totp)),
                  "found": look(Worker(person, "ru"), "кошелек").count, "password": person.check_password("a long one of many words")}))
from comity.desk.models import Case
Case.objects.create(number="after", title="t", unit=person.appointments.first().unit, zone="UTC", opened_by=person)
"""


def run(code: str, data: Path, database: str | None) -> str:
    """Run Python in a process of its own on a register."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(data)], env=surroundings(database), capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def comity(*words: object, database: str | None = None, data: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    command = [sys.executable, "-m", "comity", *(str(word) for word in words), *(["--data", str(data)] if data else [])]
    return subprocess.run(command, env=surroundings(database), capture_output=True, text=True, check=False)


def surroundings(database: str | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    return kept | ({"COMITY_DATABASE_URL": database} if database else {})


@pytest.fixture
def database() -> Iterator[str]:
    with running("restored") as found:
        yield found


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register on SQLite with the worked case, a second factor, money and files."""
    data = tmp_path_factory.mktemp("original") / "data"
    run(MAKE, data, None)
    return data


@pytest.fixture(scope="module")
def whole(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    target = tmp_path_factory.mktemp("whole") / "whole.backup"
    made = comity("backup", "--out", target, data=original)
    assert made.returncode == 0, made.stderr
    return target


def manifest_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
        return found


def test_from_sqlite_to_postgresql_and_back_everything_is_equal(original: Path, database: str, tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{number}.backup" for number in range(3))
    made = comity("backup", "--out", first, "--json", data=original)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert told["sha256"] == hashlib.sha256(first.read_bytes()).hexdigest()
    assert first.stat().st_mode & 0o777 == 0o600

    done = comity("restore", first, "--json", database=database, data=tmp_path / "pg")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["manifest_sha256"] == told["manifest_sha256"]
    assert comity("backup", "--out", second, database=database, data=tmp_path / "pg").returncode == 0
    assert manifest_of(second)["tables"] == manifest_of(first)["tables"]
    assert manifest_of(second)["files"] == manifest_of(first)["files"]
    assert (manifest_of(first)["database"], manifest_of(second)["database"]) == ("sqlite", "postgresql")

    assert comity("restore", second, data=tmp_path / "back").returncode == 0
    assert comity("backup", "--out", third, data=tmp_path / "back").returncode == 0
    assert manifest_of(third)["tables"] == manifest_of(first)["tables"]
    for data, used in ((tmp_path / "pg", database), (tmp_path / "back", None)):
        seen = json.loads(run(LOOK, data, used))  # it also adds a case: the numbering goes on behind what was restored
        assert seen["tables"] == {name: [row["rows"], row["sha256"]] for name, row in manifest_of(first)["tables"].items()}
        assert (seen["journal"], seen["sealed"], seen["password"]) == (True, 32, True)
        assert seen["found"] > 0


def test_a_backup_holds_one_moment_while_others_write(original: Path, tmp_path: Path) -> None:
    """Another connection holds the write lock all the while, with a change that it has not ended."""
    other = sqlite3.connect(original / "register.sqlite3", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE desk_case SET title = 'half done'")
        target = tmp_path / "x.backup"
        subprocess_done = run(
            "import sys\nfrom pathlib import Path\nfrom comity.desk.service import configure\nconfigure(Path(sys.argv[1]))\n"
            f"from comity.desk.backup.make import back_up\nback_up(Path({str(target)!r}))",
            original,
            None,
        )
        assert subprocess_done == ""
    finally:
        other.execute("ROLLBACK")
        other.close()
    with zipfile.ZipFile(target) as archive:
        assert b"half done" not in archive.read("tables/desk_case.jsonl")


def members(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def damaged(path: Path, target: Path, member: str, how: str) -> Path:
    """Write a backup anew with one member changed; its own digests and the order are those of before."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as out:
        for one in source.infolist():
            content = source.read(one)
            if one.filename == member:
                if how == "missing":
                    continue
                content = content[:-2] if how == "cut" else content[: len(content) // 2] + b"?" + content[len(content) // 2 + 1 :]
            out.writestr(one.filename, content)
        if how == "stranger":
            out.writestr("tables/stranger.jsonl", b"{}\n")
        out.comment = source.comment
    return target


@pytest.mark.parametrize("how", ["changed", "cut", "missing", "stranger", "raw"])
def test_a_damaged_backup_is_refused_by_the_name_of_its_part(whole: Path, tmp_path: Path, how: str) -> None:
    bad, named = tmp_path / "bad.backup", "tables/stranger.jsonl" if how == "stranger" else "tables/desk_evidencerequest.jsonl"
    if how == "raw":
        content, named = bytearray(whole.read_bytes()), ""
        content[len(content) // 2] ^= 0xFF
        bad.write_bytes(content)
    else:
        damaged(whole, bad, named, how)
    check_backup(whole)
    with pytest.raises(RegisterError, match="damaged") as caught:
        check_backup(bad)
    assert named in caught.value.message


def test_nothing_is_restored_of_a_damaged_backup(whole: Path, tmp_path: Path) -> None:
    bad = damaged(whole, tmp_path / "bad.backup", "tables/desk_lead.jsonl", "changed")
    done = comity("restore", bad, data=tmp_path / "data")
    assert done.returncode == 2, done.stdout
    assert "tables/desk_lead.jsonl" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "register.sqlite3").exists()


def test_a_register_in_which_somebody_works_is_never_overwritten(original: Path, whole: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(original, copy)
    before = run(LOOK.rpartition("from comity.desk.models import Case")[0], copy, None)
    done = comity("restore", whole, data=copy)
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert run(LOOK.rpartition("from comity.desk.models import Case")[0], copy, None) == before


def test_an_encrypted_backup_opens_with_its_key_alone(original: Path, tmp_path: Path) -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "mine").write_text(f"# key\n{mine}\n")
    (tmp_path / "other").write_text(f"{other}\n")
    (tmp_path / "pass").write_text("a passphrase of several words\n")
    (tmp_path / "wrong").write_text("another passphrase entirely\n")
    for name, option, opens, fails in (
        ("r", ["--recipient", str(mine.to_public())], ["--identity", tmp_path / "mine"], ["--identity", tmp_path / "other"]),
        (
            "p",
            ["--passphrase-file", tmp_path / "pass"],
            ["--passphrase-file", tmp_path / "pass"],
            ["--passphrase-file", tmp_path / "wrong"],
        ),
    ):
        target = tmp_path / f"{name}.backup"
        assert comity("backup", "--out", target, *option, data=original).returncode == 0
        assert b"desk_case" not in target.read_bytes()
        with pytest.raises(InputError, match="encrypted"):
            check_backup(target)
        assert comity("restore", target, "--check", *fails).returncode == 2
        opened = comity("restore", target, "--check", "--json", *opens)
        assert opened.returncode == 0, opened.stderr
        assert json.loads(opened.stdout)["rows"] > 100
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_that_cannot_be_written_leaves_the_earlier_one(original: Path, whole: Path, tmp_path: Path) -> None:
    target = Path(shutil.copy(whole, tmp_path / "x.backup"))
    before = target.read_bytes()
    done = comity("backup", "--out", target, "--recipient", "age1nothing", data=original)
    assert done.returncode == 2
    assert "age" in done.stderr
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["x.backup"]
