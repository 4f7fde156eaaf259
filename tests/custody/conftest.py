"""What the tests of custody share: an empty vault, its custodian, evidence, and the command line."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cli.main import program
from comity.custody.vault.keys import new_identity, read_identity
from comity.custody.vault.vault import Actor, Vault

OFFICER = Actor("A. Officer", role="investigator", case="KG-2026-1", reason="request 17")


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    path = tmp_path / "identity.age"
    new_identity(path)
    return path


@pytest.fixture
def vault(tmp_path: Path, identity: Path) -> Path:
    root = tmp_path / "vault"
    Vault.create(root, "custody.example/log", [str(read_identity(identity).to_public())])
    return root


@pytest.fixture
def filled(vault: Path, identity: Path, tmp_path: Path) -> dict[str, str]:
    """Fill the vault with three items; returns ids by name."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "письмо.txt").write_text("тайна", encoding="utf-8")
    (folder / "small.bin").write_bytes(os.urandom(5000))
    (folder / "large.bin").write_bytes(os.urandom((1 << 21) + 17))
    with Vault(vault, identity, seen=tmp_path / "seen") as opened:
        items, _, _ = opened.add([folder], OFFICER)
    return {item.name.partition("/")[2]: item.id for item in items}


@pytest.fixture
def comity(vault: Path, identity: Path):
    """Run a command upon the vault; returns exit code and answer."""

    def run(*arguments: str) -> tuple[int, dict]:
        given = list(arguments)
        if given[0] == "vault":
            given += ["--vault", str(vault)]
            if given[1] != "keys" or given[2] not in {"list", "drill", "recover"}:
                given += ["--identity", str(identity)]
        result = CliRunner().invoke(program, [*given, "--json"], standalone_mode=False)
        if result.exception:
            raise result.exception
        return result.return_value or 0, json.loads(result.stdout)

    return run
