"""A witness remembers the newest checkpoint of a log and cosigns the next one only when the log did nothing but grow.

Requests and answers have the form of C2SP tlog-witness (add-checkpoint), as files: `old SIZE`, the consistency proof, a blank line and the
checkpoint; the answer is one cosignature line. So they travel by mail or on a stick as well as over a network.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.crypto.checkpoint import Checkpoint
from comity.crypto.note import Note, VerifierKey, parse_note, signature_line, verified_by
from comity.crypto.signer import Witness
from comity.crypto.tree import EMPTY_ROOT, ProofError, verify_consistency
from comity.errors import CustodyError, InputError


@dataclass(frozen=True, slots=True)
class Request:
    """What a log sends to a witness.

    Attributes:
        old: the size that the witness saw last, as the log believes.
        proof: consistency proof from there.
        note: the new checkpoint.
    """

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        lines = [f"old {self.old}", *(base64.b64encode(node).decode() for node in self.proof)]
        return "\n".join(lines) + "\n\n" + str(self.note)

    @classmethod
    def parse(cls, data: bytes, place: str) -> Request:
        """Read a request.

        Raises:
            CustodyError: it is none.
        """
        head, _, note = data.partition(b"\n\n")
        try:
            first, *proof = head.decode("ascii").split("\n")
            return cls(
                int(first.removeprefix("old ")),
                tuple(base64.b64decode(line, validate=True) for line in proof),
                parse_note(note, place=place),
            )
        except ValueError as error:
            raise CustodyError("not a request to a witness: old SIZE, a proof, a blank line and a checkpoint", place=place) from error


class WitnessDesk:
    """A witness's key and memory in a folder that is the witness's own."""

    def __init__(self, folder: Path) -> None:
        """Open the folder of a witness.

        Raises:
            InputError: there is none.
        """
        self._folder = folder
        try:
            about = json.loads((folder / "witness.json").read_bytes())
            key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(about["key"]))
            self.witness = Witness(about["name"], key)
        except (OSError, ValueError, KeyError) as error:
            raise InputError("there is no witness here", place=str(folder), hint="give --name NAME to make one") from error

    @classmethod
    def create(cls, folder: Path, name: str) -> WitnessDesk:
        """Make a witness with a new key.

        Raises:
            InputError: there is one already, or the name cannot stand in a note.
        """
        if not name or any(letter.isspace() or letter == "+" for letter in name):
            raise InputError(f"a witness's name holds no spaces and no plus sign: {name!r}")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "witness.json"
        key = Ed25519PrivateKey.generate()
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise InputError("a witness is there already", place=str(folder)) from error
        with os.fdopen(descriptor, "w", encoding="utf-8") as target:
            json.dump({"name": name, "key": key.private_bytes_raw().hex()}, target)
        return cls(folder)

    def last(self, key: VerifierKey) -> Checkpoint | None:
        """Return the newest checkpoint cosigned for a log, None when it is new here."""
        path = self._path(key)
        if not path.is_file():
            return None
        note = parse_note(path.read_bytes(), place=str(path))
        if self.witness.verifier not in verified_by(note, [self.witness.verifier], place=str(path)):
            raise CustodyError("the witness's own memory was changed", place=str(path))
        return Checkpoint.parse(note.text, place=str(path))

    def cosign(self, data: bytes, key: VerifierKey, at: datetime, place: str = "request") -> str:
        """Cosign a log's new checkpoint; returns the cosignature line.

        Raises:
            CustodyError: the log signed nothing, shrank, forked, or does not prove that it only grew. The checkpoint that shows it is kept.
        """
        request = Request.parse(data, place)
        new = Checkpoint.parse(request.note.text, place=place)
        if new.origin != key.name or key not in verified_by(request.note, [key], place=place):
            raise CustodyError(f"the checkpoint was not signed by {key.name}", place=place)
        last = self.last(key) or Checkpoint(key.name, 0, EMPTY_ROOT)
        try:
            self._check(last, new, request)
        except CustodyError:
            (self._folder / f"{self._path(key).name}.refused-{new.size}").write_text(str(request), encoding="utf-8")
            raise
        cosigned = self.witness.cosign(request.note, at)
        path = self._path(key)
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as target:
            target.write(str(cosigned))
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
        line = cosigned.signatures[-1]
        return signature_line(line.name, line.key_id, line.raw)

    def _check(self, last: Checkpoint, new: Checkpoint, request: Request) -> None:
        where = f"{new.origin} at {new.size} entries"
        if new.size < last.size:
            raise CustodyError(f"the log shrank: {last.size} entries were cosigned, {new.size} are shown", place=where)
        if new.size == last.size and new.root != last.root:
            raise CustodyError(f"the log forked: two roots for {new.size} entries", place=where, hint="keep both checkpoints")
        if request.old != last.size:
            hint = f"ask for a proof from {last.size}"
            raise CustodyError(f"the proof begins at {request.old}, last cosigned were {last.size} entries", place=where, hint=hint)
        if last.size == 0:
            return
        try:
            verify_consistency(last.size, new.size, last.root, new.root, request.proof)
        except ProofError as error:
            text = f"the log was rewritten: its {new.size} entries do not begin with the {last.size} that were cosigned"
            raise CustodyError(text, place=where, hint=str(error)) from error

    def _path(self, key: VerifierKey) -> Path:
        return self._folder / f"log-{key.id.hex()}"


def with_cosignature(note: Note, line: str, key: VerifierKey, place: str) -> Note:
    """Add a witness's cosignature to a checkpoint, when it holds.

    Raises:
        CustodyError: it is none, or of another checkpoint or key.
    """
    whole = parse_note((str(note) + line.strip() + "\n").encode(), place=place)
    if key not in verified_by(whole, [key], place=place):
        raise CustodyError(f"not a cosignature of {key.name}", place=place)
    return Note(note.text, tuple(dict.fromkeys(whole.signatures)))
