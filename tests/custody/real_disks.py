"""A vault on a file system of its own that is really full, really read-only, or no longer ours; run in a name space of its own mounts.

    unshare --user --map-root-user --mount python -m tests.custody.real_disks full|read_only FOLDER
    python -m tests.custody.real_disks permission FOLDER          (root gives its rights away)

Writes one JSON document: what was acknowledged, how the refusal was told, what is wrong afterwards.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Actor, Vault
from comity.errors import ComityError

ACTOR = Actor("A")
_SMALL, _LARGE = "size=12m", "size=80m"
_NOBODY = 65534


def can_mount() -> bool:
    """Tell whether this system lets a process mount in a name space of its own."""
    command = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def run(kind: str) -> dict[str, object]:
    """Try one kind in a process of its own, in a folder that others may pass through."""
    apart = ["unshare", "--user", "--map-root-user", "--mount"] if kind != "permission" else []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        command = [*apart, sys.executable, "-m", "tests.custody.real_disks", kind, folder]
        done = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True, text=True)
    told: dict[str, object] = json.loads(done.stdout)
    return told


def main(kind: str, folder: Path) -> dict[str, object]:
    os.chdir(folder)  # who gives rights away keeps the place where they stand, whatever the folders above allow
    disk, identity, evidence = Path("disk"), Path("identity"), Path("evidence")
    disk.mkdir()
    evidence.mkdir()
    recipient = new_identity(identity)
    chance = random.Random(kind)
    for number in range(40):
        (evidence / f"{number:02d}").write_bytes(chance.randbytes(700_000 if number % 4 else 1_300_000))
    if kind != "permission":
        _mount("-t", "tmpfs", "-o", _SMALL, "tmpfs", str(disk))
    Vault.create(disk / "vault", "custody.example/log", [recipient])
    told, error = _work(kind, disk, identity, evidence)
    wrong = _afterwards(kind, disk, identity, told)
    return {"told": len(told), "error": type(error).__name__, "message": str(error), "hint": getattr(error, "hint", None), "wrong": wrong}


def _work(kind: str, disk: Path, identity: Path, evidence: Path) -> tuple[list[str], ComityError | OSError | None]:
    """Take in file after file; what is lost is lost on the way."""
    told: list[str] = []
    names = sorted(evidence.iterdir())
    try:
        with Vault(disk / "vault", identity) as vault:
            told += [item.id for item in vault.add(names[:3], ACTOR)[0]]
            list(vault.verify())  # everything is loaded: who gives rights away may no longer read the program
        if kind == "read_only":
            _mount("-o", "remount,ro", str(disk))
        if kind == "permission":
            _give_rights_away(disk, identity)
        for path in names[3:]:
            with Vault(disk / "vault", identity) as vault:
                told += [item.id for item in vault.add([path], ACTOR)[0]]
                told.append(vault.record("note", ACTOR, {"of": path.name}))
    except (ComityError, OSError) as error:
        return told, error
    return told, None


def _afterwards(kind: str, disk: Path, identity: Path, told: list[str]) -> list[str]:
    wrong = []
    with Vault(disk / "vault", identity) as vault:  # it can be read as it stands
        wrong += [f"{one} is lost" for one in told if vault.ledger.seq_of(one) is None]
        wrong += [f"{item.id}: {fault}" for item, fault in vault.verify() if fault]
    if kind == "permission":
        return wrong
    _mount("-o", f"remount,rw,{_LARGE}", str(disk))
    with Vault(disk / "vault", identity) as vault:
        vault.record("note", ACTOR, {"of": "going on"})
        vault.sign()
        wrong += [f"after going on: {fault}" for _, fault in vault.verify() if fault]
    return wrong


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _give_rights_away(disk: Path, identity: Path) -> None:
    """Go on as somebody who may read the vault and no longer write to it."""
    identity.chmod(0o644)
    for path in (disk, disk.parent / "evidence"):
        path.chmod(0o755)
    for path in disk.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    os.setgid(_NOBODY)
    os.setuid(_NOBODY)


KINDS = [*(("full", "read_only") if can_mount() else ()), *(("permission",) if os.geteuid() == 0 else ())]
"""What can be tried on this system; the disks of `failing` stand in for the rest everywhere."""


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
