"""The tag files of a bag: declaration, manifests, fetch list and bag-info (RFC 8493 sections 2.1 and 2.2)."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

VERSIONS = frozenset({"0.93", "0.94", "0.95", "0.96", "0.97", "1.0"})
ALGORITHMS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
_DECLARATION = re.compile(r"BagIt-Version: (\d+\.\d+)\r?\n?\Z")
_ENCODING = re.compile(r"Tag-File-Character-Encoding: (\S+)\Z")
_OXUM = re.compile(r"(\d+)\.(\d+)\Z")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a bag: a code, the words, and the place."""

    code: str
    text: str
    where: str


@dataclass(slots=True)
class Manifest:
    """The digests that one manifest lists, by path."""

    name: str
    algorithm: str
    digests: dict[str, str] = field(default_factory=dict)


def read_declaration(bag: Path) -> tuple[str, str, list[Fault]]:
    """Read `bagit.txt`.

    Returns:
        The version, the encoding of the other tag files, and the faults (then version and encoding may be defaults).
    """
    name = "bagit.txt"
    try:
        data = (bag / name).read_bytes()
    except OSError:
        return "1.0", "utf-8", [Fault("declaration", "the bag declaration is missing", name)]
    if data.startswith(codecs.BOM_UTF8):
        return "1.0", "utf-8", [Fault("declaration", "a byte order mark stands before the declaration", name)]
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return "1.0", "utf-8", [Fault("declaration", "the declaration is not UTF-8", name)]
    version = _DECLARATION.match(lines[0]) if lines else None
    encoding = _ENCODING.match(lines[1]) if len(lines) > 1 else None
    faults = []
    if len(lines) != 2 or not version or not encoding:
        faults.append(Fault("declaration", "two lines are expected: BagIt-Version: M.N and Tag-File-Character-Encoding: NAME", name))
    elif version[1] not in VERSIONS:
        faults.append(Fault("version", f"BagIt version {version[1]} is not known", name))
    chosen = encoding[1] if encoding else "utf-8"
    try:
        codecs.lookup(chosen)
    except LookupError:
        faults.append(Fault("encoding", f"the encoding {chosen} is not known", name))
        chosen = "utf-8"
    return (version[1] if version else "1.0"), chosen, faults


def read_manifest(path: Path, encoding: str) -> tuple[Manifest, list[Fault]]:
    """Read one payload or tag manifest: every bad line is a fault of its own."""
    algorithm = path.stem.rpartition("-")[2]
    manifest = Manifest(path.name, algorithm)
    faults: list[Fault] = []
    if algorithm not in ALGORITHMS:
        return manifest, [Fault("algorithm", f"the algorithm {algorithm} is not known", path.name)]
    text, bad = _text(path, encoding)
    faults += bad
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{path.name}:{number}"
        if not line.strip():
            continue
        digest, _, name = line.partition(" ")
        name = name.lstrip(" \t*").rstrip("\r") if name else ""
        if "\t" in digest:
            digest, _, name = line.partition("\t")
            name = name.lstrip(" \t*")
        if not name or len(digest) != ALGORITHMS[algorithm] or not re.fullmatch("[0-9a-fA-F]+", digest):
            faults.append(Fault("manifest_line", f"a digest of {ALGORITHMS[algorithm]} hex digits and a path are expected", where))
            continue
        name = _decoded(name)
        reason = unsafe(name)
        if reason:
            faults.append(Fault("path", f"{reason}: {name!r}", where))
        elif manifest.digests.get(name, digest.lower()) != digest.lower():
            faults.append(Fault("duplicate", f"listed twice with different digests: {name!r}", where))
        else:
            manifest.digests[name] = digest.lower()
    return manifest, faults


def read_info(path: Path, encoding: str, *, strict: bool) -> tuple[list[tuple[str, str]], list[Fault]]:
    """Read `bag-info.txt` as label and value pairs in their order."""
    text, faults = _text(path, encoding)
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if line[0] in " \t" and pairs:
            label, value = pairs[-1]
            pairs[-1] = (label, f"{value} {line.strip()}")
            continue
        label, colon, value = line.partition(":")
        if not colon or (strict and label != label.strip()):
            faults.append(Fault("info_line", "a label, a colon and a value are expected", f"{path.name}:{number}"))
            continue
        pairs.append((label.strip(), value.strip()))
    return pairs, faults


def payload_oxum(pairs: list[tuple[str, str]]) -> tuple[int, int] | None:
    """Return octets and files by the Payload-Oxum, None when none is stated well."""
    for label, value in pairs:
        if label.lower() == "payload-oxum" and (match := _OXUM.match(value)):
            return int(match[1]), int(match[2])
    return None


def read_fetch(path: Path, encoding: str) -> tuple[list[str], list[Fault]]:
    """Read the paths of `fetch.txt`; nothing is ever fetched."""
    text, faults = _text(path, encoding)
    names: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = line.split(None, 2)
        where = f"{path.name}:{number}"
        if len(parts) != 3 or not (parts[1] == "-" or parts[1].isdigit()):
            faults.append(Fault("fetch_line", "an address, a length or -, and a path are expected", where))
            continue
        name = _decoded(parts[2])
        reason = unsafe(name) or (None if name.startswith("data/") else "outside the payload")
        if reason:
            faults.append(Fault("path", f"{reason}: {name!r}", where))
        else:
            names.append(name)
    return names, faults


def unsafe(name: str) -> str | None:
    """Say why a path must not be followed, None when it may."""
    path = PurePosixPath(name)
    if path.is_absolute() or re.match(r"[A-Za-z]:|\\", name):
        return "an absolute path"
    if ".." in path.parts:
        return "a path that leads out of the bag"
    if name.startswith("~"):
        return "a path that a shell would expand to a home folder"
    if "\0" in name:
        return "a path with a zero byte"
    return None


def _decoded(name: str) -> str:
    """Undo the escapes of line breaks and percent signs (RFC 8493 section 2.1.3)."""
    return re.sub(r"%(0[aAdD]|25)", lambda match: chr(int(match[1], 16)), name)


def _text(path: Path, encoding: str) -> tuple[str, list[Fault]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        return "", [Fault("unreadable", f"cannot be read: {error.strerror}", path.name)]
    if encoding.lower().replace("-", "").replace("_", "") == "utf8" and data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace"), [Fault("bom", "a byte order mark stands at the head", path.name)]
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError as error:
        return "", [Fault("encoding", f"not {encoding}: {error.reason} at byte {error.start}", path.name)]
