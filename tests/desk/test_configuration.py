"""How a register is set up: environment, file, defaults; nothing secret where it can be read."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from comity.desk.configuration import KEY_FILE, prepare_folder, read_configuration
from comity.desk.database import database_settings
from comity.desk.log_lines import OneLine
from comity.errors import RegisterError


def test_a_laptop_needs_no_setting(tmp_path: Path) -> None:
    found = read_configuration({"COMITY_DATA": str(tmp_path)})
    assert (found.database_url, found.overlay, found.secure, found.needs_second_factor) == (None, None, False, False)
    assert set(found.hosts) == {"127.0.0.1", "localhost", "[::1]"}


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "comity.toml").write_text('database_url = "postgresql://file/one"\nhosts = "desk.example"\n')
    found = read_configuration({"COMITY_DATA": str(tmp_path), "COMITY_DATABASE_URL": "postgresql://environment/two"})
    assert found.database_url == "postgresql://environment/two"
    assert "desk.example" in found.hosts


def test_a_desk_that_others_reach_needs_a_second_factor(tmp_path: Path) -> None:
    base = {"COMITY_DATA": str(tmp_path), "COMITY_HOSTS": "desk.example"}
    assert read_configuration(base).needs_second_factor
    assert not read_configuration({**base, "COMITY_SECOND_FACTOR": "offered"}).needs_second_factor


@pytest.mark.parametrize(("text", "name"), [("databse_url = 1", "databse_url"), ("hosts = [", "comity.toml")])
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, name: str) -> None:
    (tmp_path / "comity.toml").write_text(text)
    with pytest.raises(RegisterError, match=name):
        read_configuration({"COMITY_DATA": str(tmp_path)})


def test_the_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    prepare_folder(folder)
    key = (folder / KEY_FILE).read_text()
    prepare_folder(folder)
    assert (folder / KEY_FILE).read_text() == key
    assert len(key.strip()) >= 50
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_sqlite_waits_in_line_and_keeps_what_it_told(tmp_path: Path) -> None:
    options = database_settings(None, tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_a_postgresql_url_is_taken_apart(tmp_path: Path) -> None:
    found = database_settings("postgresql://desk:s%40cret@db.example:5433/register?sslmode=require", tmp_path)
    assert [found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == ["desk", "s@cret", "db.example", "5433", "register"]
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://u:topsecret@h/d", "postgresql://u:topsecret@h", "topsecret"])
def test_a_wrong_url_is_refused_without_repeating_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(RegisterError) as caught:
        database_settings(url, tmp_path)
    assert "topsecret" not in f"{caught.value} {caught.value.hint} {caught.value.place}"


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://desk@db.example/register", "require"),
        ("postgresql://desk@192.0.2.10:5432/register", "require"),
        ("postgresql://desk@db.example/register?sslmode=verify-full", "verify-full"),
        ("postgresql://desk@localhost/register", None),
        ("postgresql:///register?host=/run/postgresql", None),
    ],
)
def test_rows_travel_to_another_machine_only_encrypted(tmp_path: Path, url: str, mode: str | None) -> None:
    assert database_settings(url, tmp_path)["OPTIONS"].get("sslmode") == mode


def test_one_entry_of_the_log_is_one_line() -> None:
    entry = logging.LogRecord("desk", logging.ERROR, "x.py", 1, "asked for %s", ("/a\n2026-01-01 ERROR forged\x1b[31m\u2028",), None)
    line = OneLine().format(entry)
    assert line.isprintable()
    assert line.endswith("ERROR desk: asked for /a\\n2026-01-01 ERROR forged\\x1b[31m\\u2028")
