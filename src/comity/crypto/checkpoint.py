"""Checkpoints of a log (C2SP tlog-checkpoint v1) and proofs of one entry (C2SP tlog-proof v1)."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from comity.crypto.note import Note, decode_base64, parse_note
from comity.crypto.tree import DIGEST_SIZE
from comity.errors import CustodyError

_PROOF_HEAD = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself at one size.

    Attributes:
        origin: the log's name.
        size: number of entries.
        root: the Merkle root.
        extensions: further lines, opaque.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Write the text that is signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(line + "\n" for line in lines)

    @classmethod
    def parse(cls, text: str, *, place: str | None = None) -> Checkpoint:
        """Read the text of a checkpoint.

        Raises:
            CustodyError: it is none.
        """
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise CustodyError("a checkpoint has an origin, a size and a root, each on its line", place=place)
        origin, size, root, *extensions = lines[:-1]
        return cls(origin, _decimal(size, "tree size", place), _digest(root, "root", place), tuple(extensions))


@dataclass(frozen=True, slots=True)
class LogProof:
    """The proof that one entry is in a log, in one file.

    Attributes:
        index: the entry's place, from 0.
        path: the inclusion proof, leaf's sibling first.
        note: the checkpoint as signed.
        extra: opaque data, not authenticated; None when there is none.
    """

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint that the note holds."""
        return Checkpoint.parse(self.note.text)

    def __str__(self) -> str:
        lines = [_PROOF_HEAD]
        if self.extra is not None:
            lines.append("extra " + base64.b64encode(self.extra).decode())
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(node).decode() for node in self.path]
        return "\n".join(lines) + "\n\n" + str(self.note)

    @classmethod
    def parse(cls, data: bytes, *, place: str | None = None) -> LogProof:
        """Read a `.tlog-proof` file without trusting it.

        Raises:
            CustodyError: it is none, and what is wrong.
        """
        head, separator, checkpoint = data.partition(b"\n\n")
        if not separator:
            raise CustodyError("a log proof holds a blank line and a checkpoint", place=place)
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise CustodyError("the head of a log proof is ASCII text", place=place) from error
        if lines.pop(0) != _PROOF_HEAD:
            raise CustodyError(f"a log proof begins with {_PROOF_HEAD}", place=place)
        extra: bytes | None = None
        if lines and lines[0].startswith("extra "):
            extra = _base64(lines.pop(0).removeprefix("extra "), "extra data", place)
        if not lines or not lines[0].startswith("index "):
            raise CustodyError("the index of the entry is missing", place=place)
        index = _decimal(lines.pop(0).removeprefix("index "), "index", place)
        path = tuple(_digest(line, f"proof hash {number}", place) for number, line in enumerate(lines, 1))
        note = parse_note(checkpoint, place=place)
        Checkpoint.parse(note.text, place=place)
        return cls(index, path, note, extra)


def _decimal(text: str, what: str, place: str | None) -> int:
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0") or len(text) > 20:
        raise CustodyError(f"{what} is a decimal number without leading zeros, not {text[:30]!r}", place=place)
    return int(text)


def _base64(text: str, what: str, place: str | None) -> bytes:
    try:
        return decode_base64(text)
    except ValueError as error:
        raise CustodyError(f"{what} is not base64", place=place) from error


def _digest(text: str, what: str, place: str | None) -> bytes:
    raw = _base64(text, what, place)
    if len(raw) != DIGEST_SIZE:
        raise CustodyError(f"{what} has {len(raw)} bytes, not {DIGEST_SIZE}", place=place)
    return raw
