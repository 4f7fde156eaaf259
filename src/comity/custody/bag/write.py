"""Write a BagIt 1.0 bag (RFC 8493) that is there whole or not at all: it grows under another name and is renamed when it is on disk."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from comity.custody.disk import LOCAL
from comity.errors import CustodyError, InputError

_WIDTH = 76
_NAME_BYTES = 120
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")


class BagWriter:
    """A bag that is being written; use it as a context manager. Without `finish` nothing remains."""

    def __init__(self, target: Path) -> None:
        """Begin a bag.

        Raises:
            InputError: the target exists already.
        """
        if target.exists() or target.is_symlink():
            raise InputError("this exists already", place=str(target), hint="name a new folder")
        self._target = target
        self._part = target.with_name(f".{target.name}.part")
        self._digests: dict[str, str] = {}
        self._octets = 0

    def __enter__(self) -> BagWriter:
        if self._part.exists():
            shutil.rmtree(self._part)
        (self._part / "data").mkdir(parents=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._part.exists():
            shutil.rmtree(self._part)

    def payload(self, name: str, chunks: Iterable[bytes], sha256: str) -> str:
        """Write one payload file below `data/`, whose digest must be the one given; return its path in the bag.

        Raises:
            CustodyError: the bytes have another digest.
        """
        path = f"data/{name}"
        if self._write(path, chunks) != sha256:
            raise CustodyError("the digest differs from that of the intake", place=name)
        self._octets += (self._part / path).stat().st_size
        return path

    def tag(self, name: str, data: bytes) -> None:
        """Write one tag file: anything that is not payload."""
        self._write(name, [data])

    def finish(self, info: Iterable[tuple[str, str]]) -> None:
        """Write declaration, bag-info and manifests, force all to disk, and give the bag its name."""
        payload = {name: digest for name, digest in self._digests.items() if name.startswith("data/")}
        pairs = [*info, ("Payload-Oxum", f"{self._octets}.{len(payload)}")]
        self.tag("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        self.tag("bag-info.txt", "".join(_folded(label, value) for label, value in pairs).encode())
        self.tag("manifest-sha256.txt", _manifest(payload))
        self.tag("tagmanifest-sha256.txt", _manifest({name: digest for name, digest in self._digests.items() if name not in payload}))
        for folder in [*(path for path in self._part.rglob("*") if path.is_dir()), self._part]:
            LOCAL.sync_folder(folder)
        self._part.rename(self._target)
        LOCAL.sync_folder(self._target.parent)

    def _write(self, name: str, chunks: Iterable[bytes]) -> str:
        path = self._part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("xb") as target:
            for chunk in chunks:
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        self._digests[name] = digest.hexdigest()
        return digest.hexdigest()


def safe_name(name: str) -> str:
    """Turn the last part of a name, which is data and may be hostile, into a file name that every system takes and shows as it is."""
    last = unicodedata.normalize("NFC", name.rpartition("/")[2])
    kept = "".join(letter if _is_harmless(letter) else "_" for letter in last).strip(" .")
    while len(kept.encode()) > _NAME_BYTES:
        kept = kept[: len(kept) // 2 - 1] + kept[len(kept) // 2 :]
    return f"_{kept}" if not kept or _RESERVED.match(kept) or kept.startswith(("~", "-")) else kept


def _is_harmless(letter: str) -> bool:
    return (letter not in '\\/:*?"<>|%$`' and unicodedata.category(letter)[0] not in "CZ") or letter == " "


def _manifest(digests: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def _folded(label: str, value: str) -> str:
    """Write one label; a long value goes on in indented lines (RFC 8493 section 2.2.2)."""
    lines = [f"{label}:"]
    for word in " ".join(value.split()).split(" "):
        if len(lines[-1]) + len(word) >= _WIDTH and lines[-1].strip():
            lines.append(" ")
        lines[-1] += f" {word}"
    return "\n".join(lines) + "\n"
