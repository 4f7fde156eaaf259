"""Check a signed checkpoint: the log's signature, and those of the witnesses one trusts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from comity.crypto.checkpoint import Checkpoint
from comity.crypto.note import Note, VerifierKey, parse_note, verified_by
from comity.custody.verify.judgement import Because, Judgement, refused
from comity.errors import CustodyError, InputError


def read_bytes(path: Path) -> bytes:
    """Read a file that a person named.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place=str(path)) from error


def read_keys(texts: Sequence[str]) -> tuple[VerifierKey, ...]:
    """Read verifier keys, each given as its text or as a file with one key a line.

    Raises:
        InputError: a text is neither.
    """
    keys: list[VerifierKey] = []
    for text in texts:
        path = Path(text)
        lines = [text] if not path.is_file() else path.read_text(encoding="utf-8").splitlines()
        keys += [VerifierKey.parse(line, place=str(path) if path.is_file() else None) for line in lines if line.strip()]
    return tuple(keys)


def check_checkpoint(path: Path, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey] = ()) -> Judgement:
    """Check that every log key that was given signed, and every witness."""
    try:
        note = parse_note(read_bytes(path), place=str(path))
        checkpoint = Checkpoint.parse(note.text, place=str(path))
    except CustodyError as error:
        return refused("form", error.message, str(path))
    missing = check_signatures(note, keys, witnesses, str(path))
    if missing:
        return missing
    shown = f"{checkpoint.origin}: {checkpoint.size} entries, signed by {len(keys)} key(s), {len(witnesses)} witness(es)"
    return Judgement(True, (Because("shown", shown),))


def check_signatures(note: Note, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey], place: str) -> Judgement | None:
    """Return the refusal when a signature is missing or does not hold, None when all hold.

    One key of the log is enough when several are trusted, since a log may have changed its keys; each witness must be there.
    """
    if not keys:
        return refused("no_key", "no key of the log was given: nothing can be trusted", place)
    try:
        good = verified_by(note, (*keys, *witnesses), place=place)
    except CustodyError as error:
        return refused("signature", error.message, place)
    if not any(key in good for key in keys):
        return refused("unsigned", "no known key of the log signed this checkpoint", place)
    absent = [key.name for key in witnesses if key not in good]
    if absent:
        return refused("witness", f"not cosigned by {', '.join(absent)}", place)
    return None
