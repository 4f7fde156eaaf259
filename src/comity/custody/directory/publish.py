"""Publish a directory of authorities under The Update Framework (TUF 1.0), so that nobody can hand on an old or a mixed one unseen.

    root        k of n keys, kept apart and offline: says which keys the other roles have; new versions are signed by the old keys, too
    targets     the office that keeps the list: says which list is the newest, with its digest
    snapshot    says which versions belong together
    timestamp   expires soonest: a directory that is not renewed is refused, so that nobody is kept at an old one

The folder holds `metadata/` and `targets/` and nothing secret; it is copied as it is. Keys are files of their own, Ed25519, PKCS#8 in PEM,
encrypted where a password is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from comity.crypto.note import VerifierKey
from comity.custody.disk import LOCAL
from comity.custody.slip.directory import Authority
from comity.custody.vault.about import write_new
from comity.errors import InputError
from comity.model.said import say
from comity.model.time import Clock, system_clock

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner
    from tuf.api.metadata import Metadata, Root

LIST = "authorities.json"
ROLES = ("targets", "snapshot", "timestamp")
LASTS = {"root": timedelta(days=365), "targets": timedelta(days=120), "snapshot": timedelta(days=30), "timestamp": timedelta(days=30)}
"""How long each role's word holds. A carrier may be weeks on its way, so the soonest is a month."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was published.

    Attributes:
        versions: version of each role.
        expires: when each role's word ends, RFC 3339.
        authorities: how many authorities the newest list holds.
    """

    versions: Mapping[str, int]
    expires: Mapping[str, str]
    authorities: int


def begin(
    folder: Path, keys: Path, *, roots: int = 3, threshold: int = 2, password: bytes | None = None, clock: Clock = system_clock
) -> Published:
    """Make keys and an empty directory.

    Args:
        folder: the directory; it must not be there.
        keys: folder for the private keys; each root key is to be taken elsewhere at once.
        roots: how many root keys.
        threshold: how many of them sign a new root.
        password: encrypts the key files.
        clock: tells the time.

    Raises:
        InputError: a folder holds something, or the threshold is not between one and the number of keys.
    """
    from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

    if not 1 <= threshold <= roots:
        raise InputError(
            say("so many root keys cannot be asked for: {threshold} of {count}", threshold=threshold, count=roots), place="--threshold"
        )
    for one in (folder, keys):
        if one.exists() and any(one.iterdir()):
            raise InputError(say("the folder is not empty"), place=str(one), hint=say("name a new folder"))
        one.mkdir(parents=True, exist_ok=True)
    signers = {name: _new_key(keys / f"{name}.pem", password) for name in [*(f"root-{number + 1}" for number in range(roots)), *ROLES]}
    now = clock()
    root = Metadata(Root(expires=_until("root", now), consistent_snapshot=True))
    for name, signer in signers.items():
        root.signed.add_key(signer.public_key, name.split("-", 1)[0])
    root.signed.roles["root"].threshold = threshold
    for name in (name for name in signers if name.startswith("root-")):
        root.sign(signers[name], append=True)
    _write(folder, "1.root.json", root.to_bytes())
    fresh: dict[str, Metadata[Any]] = {"targets": Metadata(Targets()), "snapshot": Metadata(Snapshot()), "timestamp": Metadata(Timestamp())}
    for role in fresh.values():
        role.signed.version = 0
    return _signed(folder, fresh, signers, now, [])


def publish(
    folder: Path, keys: Path, authorities: Sequence[Authority], *, password: bytes | None = None, clock: Clock = system_clock
) -> Published:
    """Publish a new list of authorities.

    Raises:
        InputError: a key of an authority cannot be read, the folder is no directory, or a private key is missing or another.
    """
    for authority in authorities:
        VerifierKey.parse(authority.key)
    return _signed(folder, _newest(folder), _online(folder, keys, password), clock(), authorities)


def renew(folder: Path, keys: Path, *, password: bytes | None = None, clock: Clock = system_clock) -> Published:
    """Sign the newest list again, so that it does not expire.

    Raises:
        InputError: the folder is no directory, or a private key is missing or another.
    """
    return _signed(folder, _newest(folder), _online(folder, keys, password), clock(), None)


def rotate(
    folder: Path, signing: Iterable[Path], *, replace: str, with_key: Path, password: bytes | None = None, clock: Clock = system_clock
) -> int:
    """Put a new key in the place of one that was lost, stolen or has served its time; a new root says so.

    Args:
        folder: the directory.
        signing: root keys that sign: enough of the old ones, and of the new where a root key is replaced.
        replace: file of the old key's certificate: the name of a role, or the id of a root key.
        with_key: where the new private key is written.
        password: opens and encrypts key files.
        clock: tells the time.

    Returns:
        Version of the new root.

    Raises:
        InputError: there is no such key, or too few signed.
    """
    from tuf.api.exceptions import UnsignedMetadataError

    old = _root(folder)
    role = replace if replace in ROLES else "root"
    ids = old.signed.roles[role].keyids
    gone = ids[0] if role != "root" else next((one for one in ids if one.startswith(replace)), None)
    if gone is None:
        told = ", ".join(one[:12] for one in ids)
        raise InputError(say("no root key has this id: {id}", id=replace), place="--replace", hint=say("one of: {keys}", keys=told))
    new = _root(folder)
    fresh = _new_key(with_key, password)
    new.signed.revoke_key(gone, role)
    new.signed.add_key(fresh.public_key, role)
    new.signed.version += 1
    new.signed.expires = _until("root", clock())
    new.signatures.clear()
    for signer in [*(_key(path, password) for path in signing), *([fresh] if role == "root" else [])]:
        new.sign(signer, append=True)
    try:
        for judge in (old, new):
            judge.verify_delegate("root", new)
    except UnsignedMetadataError as error:
        with_key.unlink()
        hint = say("name {count} root keys with --sign", count=old.signed.roles["root"].threshold)
        raise InputError(say("too few root keys signed: {why}", why=str(error)), place="--sign", hint=hint) from error
    _write(folder, f"{new.signed.version}.root.json", new.to_bytes())
    return int(new.signed.version)


def root_keys(folder: Path) -> list[str]:
    """Return the ids of the root keys.

    Raises:
        InputError: the folder is no directory.
    """
    return [str(one) for one in _root(folder).signed.roles["root"].keyids]


def _signed(
    folder: Path, roles: dict[str, Metadata[Any]], signers: Mapping[str, CryptoSigner], now: datetime, rows: Sequence[Authority] | None
) -> Published:
    """Write a new version of all three roles, the timestamp last: a copy made meanwhile is the old state or the new one."""
    from tuf.api.metadata import MetaFile, TargetFile

    targets, snapshot, timestamp = (roles[name] for name in ROLES)
    if rows is not None:
        content = json.dumps([asdict(row) for row in rows], ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
        held = TargetFile.from_data(LIST, content, ["sha256"])
        targets.signed.targets = {LIST: held}
        (folder / "targets").mkdir(exist_ok=True)
        LOCAL.replace(folder / "targets" / f"{held.hashes['sha256']}.{LIST}", content, 0o644)
    for name in ROLES:
        roles[name].signed.version += 1
        roles[name].signed.expires = _until(name, now)
    snapshot.signed.meta["targets.json"] = MetaFile(targets.signed.version)
    timestamp.signed.snapshot_meta = MetaFile(snapshot.signed.version)
    for name in ROLES:
        roles[name].sign(signers[name])
    _write(folder, f"{targets.signed.version}.targets.json", targets.to_bytes())
    _write(folder, f"{snapshot.signed.version}.snapshot.json", snapshot.to_bytes())
    _write(folder, "timestamp.json", timestamp.to_bytes())
    root = _root(folder)
    told = {"root": root.signed, **{name: roles[name].signed for name in ROLES}}
    listed = targets.signed.targets[LIST]
    count = len(json.loads((folder / "targets" / f"{listed.hashes['sha256']}.{LIST}").read_bytes()))
    return Published(
        {name: int(one.version) for name, one in told.items()},
        {name: f"{one.expires:%Y-%m-%dT%H:%M:%SZ}" for name, one in told.items()},
        count,
    )


def _newest(folder: Path) -> dict[str, Metadata[Any]]:
    from tuf.api.metadata import Metadata

    try:
        timestamp: Metadata[Any] = Metadata.from_file(str(folder / "metadata" / "timestamp.json"))
        snapshot: Metadata[Any] = Metadata.from_file(str(folder / "metadata" / f"{timestamp.signed.snapshot_meta.version}.snapshot.json"))
        number = snapshot.signed.meta["targets.json"].version
        return {
            "targets": Metadata.from_file(str(folder / "metadata" / f"{number}.targets.json")),
            "snapshot": snapshot,
            "timestamp": timestamp,
        }
    except Exception as error:
        raise InputError(say("this is no published directory"), place=str(folder), hint=say("comity directory init makes one")) from error


def _root(folder: Path) -> Metadata[Root]:
    from tuf.api.metadata import Metadata

    numbers = sorted(
        int(path.name.split(".")[0]) for path in (folder / "metadata").glob("*.root.json") if path.name.split(".")[0].isdigit()
    )
    if not numbers:
        raise InputError(say("this is no published directory"), place=str(folder), hint=say("comity directory init makes one"))
    found: Metadata[Root] = Metadata.from_file(str(folder / "metadata" / f"{numbers[-1]}.root.json"))
    return found


def _online(folder: Path, keys: Path, password: bytes | None) -> dict[str, CryptoSigner]:
    """Open the keys of the three roles, and see that they are those that the root names."""
    root = _root(folder)
    found = {name: _key(keys / f"{name}.pem", password) for name in ROLES}
    for name, signer in found.items():
        if signer.public_key.keyid not in root.signed.roles[name].keyids:
            raise InputError(say("the root names another key for {role}", role=name), place=str(keys / f"{name}.pem"))
    return found


def _new_key(path: Path, password: bytes | None) -> CryptoSigner:
    key = Ed25519PrivateKey.generate()
    how = BestAvailableEncryption(password) if password else NoEncryption()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_new(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
    except FileExistsError as error:
        raise InputError(say("there is a file of this name already"), place=str(path)) from error
    return _signer(key)


def _key(path: Path, password: bytes | None) -> CryptoSigner:
    try:
        key = load_pem_private_key(path.read_bytes(), password)
    except OSError as error:
        raise InputError(say("cannot be read: {reason}", reason=error.strerror or ""), place=str(path)) from error
    except (ValueError, TypeError) as error:
        hint = say("the password of key files: COMITY_DIRECTORY_PASSWORD")
        raise InputError(say("the key does not open: {why}", why=str(error)), place=str(path), hint=hint) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(say("no Ed25519 key"), place=str(path))
    return _signer(key)


def _signer(key: Ed25519PrivateKey) -> CryptoSigner:
    from securesystemslib.signer import CryptoSigner

    return CryptoSigner(key)


def _until(role: str, now: datetime) -> datetime:
    return (now + LASTS[role]).replace(microsecond=0)


def _write(folder: Path, name: str, data: bytes) -> None:
    (folder / "metadata").mkdir(exist_ok=True)
    LOCAL.replace(folder / "metadata" / name, data, 0o644)
