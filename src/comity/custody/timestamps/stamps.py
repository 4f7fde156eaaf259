"""Stamp a vault's checkpoints, and keep what the authority answered, raw: `stamps/SIZE-DIGEST.checkpoint`, `.tsq`, `.tsr`, `.ca.pem`.

Order: sign a checkpoint - have it stamped - keep question, answer and roots - judge with both verifiers - log the outcome with the digests
of all files, so that none can be exchanged - sign again. A token that a verifier refuses is kept and logged as refused; it proves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comity.crypto.checkpoint import Checkpoint
from comity.custody.disk import LOCAL
from comity.custody.timestamps.authority import ask
from comity.custody.verify.judgement import Judgement
from comity.custody.verify.timestamp import check_timestamp
from comity.errors import CustodyError
from comity.net.http import Door

if TYPE_CHECKING:
    from comity.custody.vault.vault import Actor, Vault

FILES = ("checkpoint", "tsq", "tsr", "ca.pem")
_REFUSED = "stamp_refused"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp that is kept.

    Attributes:
        name: what its files are called, without their endings.
        size: number of entries of the log that it covers.
        is_good: whether both verifiers let it pass.
        authority: the address that was asked.
        said: what each verifier said, by its name.
    """

    name: str
    size: int
    is_good: bool
    authority: str
    said: dict[str, str]

    def path(self, root: Path, ending: str) -> Path:
        """Return one of its files in a vault."""
        return root / "stamps" / f"{self.name}.{ending}"


def stamp(vault: Vault, address: str, ca: Path, actor: Actor, door: Door | None = None) -> tuple[Stamp, Judgement]:
    """Have everything that is in the log stamped.

    Args:
        vault: the vault.
        address: the authority.
        ca: its roots, PEM.
        actor: who asks.
        door: another connection policy, for tests.

    Raises:
        ExchangeError: the authority does not answer as it should.
        InputError: the roots cannot be read.
    """
    with vault.locked():
        note = vault.sign()
        data, size = str(note).encode(), Checkpoint.parse(note.text).size
        asked = ask(address, data, door)
        files = dict(zip(FILES, (data, asked.query, asked.response, ca.read_bytes()), strict=True))
        name = f"{size:09d}-{hashlib.sha256(asked.response).hexdigest()[:16]}"
        (vault.root / "stamps").mkdir(exist_ok=True)
        for ending, content in files.items():
            LOCAL.replace(vault.root / "stamps" / f"{name}.{ending}", content)
        made = Stamp(name, size, False, address, {})
        judgement = check_timestamp(made.path(vault.root, "tsr"), made.path(vault.root, "checkpoint"), made.path(vault.root, "ca.pem"))
        said = {because.code: because.text for because in judgement.reasons}
        digests = {ending: hashlib.sha256(content).hexdigest() for ending, content in files.items()}
        details = {"name": name, "size": str(size), "authority": address, **{f"said_{code}": text for code, text in said.items()}}
        event = vault.event_of("stamped" if judgement.ok else _REFUSED, actor, None, {**details, **digests})
        vault.ledger.append([event])
        vault.sign()
    return Stamp(name, size, judgement.ok, address, said), judgement


def stamps(vault: Vault) -> Iterator[Stamp]:
    """List the stamps, oldest first, by what the log tells."""
    for stored in vault.ledger.of_types("stamped", _REFUSED):
        if stored.sealed is not None:
            told = vault.sealer.open_event(stored.id, stored.sealed)[0]["details"]
            if isinstance(told, dict):
                said = {key.removeprefix("said_"): text for key, text in told.items() if key.startswith("said_")}
                is_good = b'"type":"stamped"' in stored.entry
                yield Stamp(told["name"], int(told["size"]), is_good, told["authority"], said)


def audit_stamps(vault: Vault) -> None:
    """Hold the files of all stamps against the digests that were logged when they came.

    Raises:
        CustodyError: the first file that is missing or was changed.
    """
    for stored in vault.ledger.of_types("stamped", _REFUSED):
        told = vault.sealer.open_event(stored.id, stored.sealed)[0]["details"] if stored.sealed else None
        for ending in FILES if isinstance(told, dict) else ():
            path = vault.root / "stamps" / f"{told['name']}.{ending}"  # type: ignore[index]
            if not path.is_file():
                raise CustodyError("a file of a time stamp is missing", place=str(path))
            if hashlib.sha256(path.read_bytes()).hexdigest() != told[ending]:  # type: ignore[index]
                raise CustodyError("a file of a time stamp was changed since it came", place=str(path))


def covering(vault: Vault, seq: int) -> Stamp | None:
    """Return the oldest good stamp that covers an entry: the entry cannot be younger."""
    return next((one for one in stamps(vault) if one.is_good and seq < one.size), None)
