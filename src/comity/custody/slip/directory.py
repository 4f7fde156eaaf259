"""A signed directory of authorities: whose key is whose, and which number to call. The name of an authority is taken from here.

The form is a C2SP signed note: its first line is `comity-directory/v1`, each further line one authority as canonical JSON. Each key carries
the day until which it may be relied upon, and the reader sees it. This file is for the page and the one-file checker, which hold a slip
against it without a network; `custody.directory` hands the same list on under signed roles that expire and rotate (TUF).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from comity.crypto.canonical import canonical
from comity.crypto.checkpoint import LogProof
from comity.crypto.note import Note, NoteSignature, VerifierKey, parse_note, verified_by
from comity.crypto.signer import LogSigner
from comity.custody.log.event import Disclosure
from comity.custody.verify.checkpoint import read_bytes
from comity.custody.verify.judgement import Because, Judgement, refused
from comity.custody.verify.slip import SlipContext, check_slip
from comity.errors import CustodyError, InputError
from comity.model.time import as_rfc3339

_HEAD = "comity-directory/v1"


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority of the directory.

    Attributes:
        authority: its name.
        country: ISO 3166 code.
        key: verifier key with which its log is signed.
        call_back: telephone number of its duty desk.
        until: the day (UTC) up to which the key may be relied upon.
    """

    authority: str
    country: str
    key: str
    call_back: str
    until: str


def signed_directory(authorities: Iterable[Authority], signer: LogSigner) -> str:
    """Write and sign a directory.

    Raises:
        InputError: a key cannot be read.
    """
    rows = [canonical(asdict(authority)).decode() for authority in authorities]
    for authority in authorities:
        VerifierKey.parse(authority.key)
    text = "\n".join([_HEAD, *rows]) + "\n"
    return str(Note(text, (NoteSignature(signer.name, signer.keys[0].id, signer.classic.sign(text.encode())),)))


def read_directory(path: Path, keys: Sequence[VerifierKey]) -> tuple[Authority, ...]:
    """Read a directory whose signature holds.

    Raises:
        CustodyError: it is not signed by any of the keys, or is no directory.
    """
    place = str(path)
    note = parse_note(read_bytes(path), place=place)
    if not verified_by(note, keys, place=place):
        raise CustodyError("the directory is not signed by the key given", place=place, hint="ask for directory and key again")
    head, *rows = note.text[:-1].split("\n")
    if head != _HEAD:
        raise CustodyError("the signed text is no directory of authorities", place=place)
    try:
        return tuple(Authority(**json.loads(row)) for row in rows)
    except (ValueError, TypeError) as error:
        raise CustodyError(f"a row of the directory cannot be read: {error}", place=place) from error


def check_against(authorities: Sequence[Authority], data: bytes, context: SlipContext, place: str = "slip") -> Judgement:
    """Judge a slip by the keys of a directory; name and number must be those that the directory gives for the key that signed."""
    day = as_rfc3339(context.on)[:10]
    valid = [authority for authority in authorities if day <= authority.until]
    keys = {VerifierKey.parse(authority.key): authority for authority in valid}
    # nothing is remembered as shown before the name was compared, too
    judgement = check_slip(data, list(keys), replace(context, seen=None), place)
    if not judgement.ok:
        return judgement
    proof = LogProof.parse(data, place=place)
    (key, *_) = verified_by(proof.note, keys)
    authority, details = keys[key], Disclosure.parse(proof.extra or b"").private.get("details")
    for name in ("authority", "call_back"):
        stated = details.get(name) if isinstance(details, dict) else None
        if stated != getattr(authority, name):
            return refused("altered", f"{name} is {stated!r} in the slip, {getattr(authority, name)!r} in the directory", place)
    judgement = check_slip(data, [key], context, place)
    named = Because(
        "authority", f"{authority.authority} ({authority.country}), call {authority.call_back}; key relied upon until {authority.until}"
    )
    return Judgement(True, (judgement.reasons[0], named, *judgement.reasons[1:])) if judgement.ok else judgement


def read_authorities(path: Path) -> list[Authority]:
    """Read the authorities of a YAML file: a list of authority, country, key, call_back, until.

    Raises:
        InputError: the file is not of that shape.
    """
    import yaml

    try:
        rows = yaml.safe_load(read_bytes(path))
        return [Authority(**{name: str(value) for name, value in row.items()}) for row in rows]
    except (yaml.YAMLError, TypeError, AttributeError) as error:
        raise InputError(
            f"not a list of authorities: {error}", place=str(path), hint="authority, country, key, call_back, until"
        ) from error
