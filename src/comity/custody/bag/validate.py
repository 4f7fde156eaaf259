"""Judge a bag: every bad file is named, not only the first (RFC 8493 section 3)."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from comity.custody.bag.tags import Fault, Manifest, payload_oxum, read_declaration, read_fetch, read_info, read_manifest
from comity.errors import InputError

_CHUNK = 1 << 20


def faults_of(bag: Path) -> list[Fault]:
    """Return everything that is wrong with a bag; an empty list means complete and valid.

    Raises:
        InputError: the path is no folder.
    """
    if not bag.is_dir():
        raise InputError("a bag is a folder", place=str(bag), hint="unpack the archive first")
    version, encoding, faults = read_declaration(bag)
    if not (bag / "data").is_dir() or (bag / "data").is_symlink():
        faults.append(Fault("payload", "the payload folder is missing", "data"))
    payload = _manifests(bag, "manifest-", encoding, faults)
    tags = _manifests(bag, "tagmanifest-", encoding, faults)
    if not payload:
        faults.append(Fault("manifest", "no payload manifest", "manifest-*.txt"))
    present = {name for name in _files(bag, faults) if name.startswith("data/")}
    faults += _completeness(bag, version, encoding, payload, present)
    faults += _info(bag, version, encoding, present)
    for manifest in payload:
        faults += [
            Fault("scope", "a payload manifest lists only the payload", f"{manifest.name}: {name}")
            for name in manifest.digests
            if not name.startswith("data/")
        ]
    for manifest in tags:
        faults += [
            Fault("scope", "a tag manifest lists no payload and no tag manifest", f"{manifest.name}: {name}")
            for name in manifest.digests
            if name.startswith(("data/", "tagmanifest-"))
        ]
    return faults + list(_digests(bag, [*payload, *tags]))


def _manifests(bag: Path, prefix: str, encoding: str, faults: list[Fault]) -> list[Manifest]:
    found = []
    for path in sorted(bag.glob(f"{prefix}*.txt")):
        manifest, bad = read_manifest(path, encoding)
        faults += bad
        found.append(manifest)
    return found


def _files(bag: Path, faults: list[Fault]) -> Iterator[str]:
    """List the files of the payload; a symbolic link that leaves the bag is a fault."""
    root = bag.resolve()
    for folder, _, names in os.walk(bag):
        for name in names:
            path = Path(folder, name)
            relative = path.relative_to(bag).as_posix()
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                faults.append(Fault("link", "a link that leads out of the bag", relative))
                continue
            yield relative


def _completeness(bag: Path, version: str, encoding: str, manifests: list[Manifest], present: set[str]) -> Iterator[Fault]:
    normal = {unicodedata.normalize("NFC", name) for name in present}
    listed_somewhere: set[str] = set()
    for manifest in manifests:
        listed = {unicodedata.normalize("NFC", name.removeprefix("./")) for name in manifest.digests}
        listed_somewhere |= listed
        if version == "1.0":
            for name in sorted(normal - listed):
                yield Fault("unlisted", "in the payload but not in the manifest", f"{manifest.name}: {name}")
    if version != "1.0":
        for name in sorted(normal - listed_somewhere):
            yield Fault("unlisted", "in the payload but in no manifest", name)
    fetch = bag / "fetch.txt"
    if fetch.is_file():
        names, bad = read_fetch(fetch, encoding)
        yield from bad
        for name in names:
            if unicodedata.normalize("NFC", name) not in listed_somewhere:
                yield Fault("fetch", "to be fetched but in no manifest", f"fetch.txt: {name}")


def _info(bag: Path, version: str, encoding: str, present: set[str]) -> Iterator[Fault]:
    path = bag / ("bag-info.txt" if version not in {"0.93", "0.94"} else "package-info.txt")
    if not path.is_file():
        return
    pairs, bad = read_info(path, encoding, strict=version == "1.0")
    yield from bad
    stated = payload_oxum(pairs)
    if stated:
        real = (sum((bag / name).stat().st_size for name in present), len(present))
        if real != stated:
            words = f"{stated[0]} octets in {stated[1]} files are stated, {real[0]} in {real[1]} are there"
            yield Fault("oxum", words, f"{path.name}: Payload-Oxum")


def _digests(bag: Path, manifests: list[Manifest]) -> Iterator[Fault]:
    wanted: dict[str, list[tuple[Manifest, str]]] = {}
    for manifest in manifests:
        for name, digest in manifest.digests.items():
            wanted.setdefault(name, []).append((manifest, digest))
    spellings = {unicodedata.normalize("NFC", p.relative_to(bag).as_posix()): p for p in bag.rglob("*") if p.is_file()}
    for name, listings in sorted(wanted.items()):
        path = bag / name
        if not path.is_file():
            path = spellings.get(unicodedata.normalize("NFC", name.removeprefix("./")), path)
        if not path.is_file():
            yield Fault("missing", "listed but not there", f"{listings[0][0].name}: {name}")
        elif path.resolve().is_relative_to(bag.resolve()):
            yield from _compared(path, name, listings)


def _compared(path: Path, name: str, listings: list[tuple[Manifest, str]]) -> Iterator[Fault]:
    """Read a file once for all the algorithms under which it is listed."""
    hashes = {manifest.algorithm: hashlib.new(manifest.algorithm, usedforsecurity=False) for manifest, _ in listings}
    with path.open("rb") as source:
        while piece := source.read(_CHUNK):
            for running in hashes.values():
                running.update(piece)
    for manifest, stated in listings:
        if hashes[manifest.algorithm].hexdigest() != stated:
            yield Fault("digest", f"{manifest.algorithm} differs: the file is not the one that was listed", f"{manifest.name}: {name}")
