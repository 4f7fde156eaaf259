"""Check the verification slip of a request: genuine, altered, expired, replayed, or of an unknown key.

Order: form, signature, disclosure, inclusion (all of it `altered` when it fails, `unknown_key` when no known key signed) - the times that
the slip states - the addressee - the letter - whether the slip was shown before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from comity.crypto.checkpoint import LogProof
from comity.crypto.note import VerifierKey
from comity.crypto.tree import ProofError, leaf_hash, verify_inclusion
from comity.custody.log.event import Disclosure
from comity.custody.slip.slip import REQUEST, short_code
from comity.custody.verify.checkpoint import check_signatures, read_bytes
from comity.custody.verify.judgement import Because, Judgement, refused
from comity.custody.verify.proof import digest_of
from comity.errors import CustodyError, InputError
from comity.model.time import Clock, system_clock

HEAD = "c2sp.org/tlog-proof@v1"
MAX_SLIP = 1 << 16
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?Z")


@dataclass(frozen=True, slots=True)
class SlipContext:
    """What the one who checks knows besides the slip.

    Attributes:
        on: the moment of the check.
        request: the letter that came with the slip; None when only the slip is at hand.
        addressee: who the one who checks is; None does not compare.
        seen: file that remembers the codes of slips that were shown before; None remembers nothing.
    """

    on: datetime
    request: Path | None = None
    addressee: str | None = None
    seen: Path | None = None


def check_slip(data: bytes, keys: Sequence[VerifierKey], context: SlipContext, place: str = "slip") -> Judgement:
    """Judge a slip; the first reason's code is the outcome."""
    try:
        proof = LogProof.parse(data, place=place)
    except CustodyError as error:
        return refused("altered", error.message, place)
    bad = check_signatures(proof.note, keys, (), place)
    if bad:
        outcome = "unknown_key" if bad.reasons[0].code in {"no_key", "unsigned"} else "altered"
        return refused(outcome, bad.reasons[0].text, place)
    try:
        disclosure = Disclosure.parse(proof.extra or b"")
        verify_inclusion(proof.index, proof.checkpoint.size, leaf_hash(disclosure.entry), proof.path, proof.checkpoint.root)
    except (CustodyError, ProofError) as error:
        return refused("altered", str(error), place)
    details = disclosure.private.get("details")
    if disclosure.header["type"] != REQUEST or not isinstance(details, dict):
        return refused("altered", "the entry is no registered request", place)
    return (
        _times(disclosure, details, context, place)
        or _bindings(disclosure, details, context, place)
        or _genuine(proof, disclosure, context)
    )


def read_slip(given: str) -> tuple[bytes, str]:
    """Read a slip that was given as a file or as its text; a text around it (a mail, a letter) is cut away.

    Returns:
        The slip's bytes, and the place to name in reasons.

    Raises:
        InputError: there is neither.
    """
    if HEAD in given:
        return _cut(given.encode("utf-8", "surrogateescape")), "slip"
    return _cut(read_bytes(Path(given))), given


def moment(text: str | None, clock: Clock = system_clock) -> datetime:
    """Read a day or an instant in UTC; None is now.

    Raises:
        InputError: it is neither.
    """
    if text is None:
        return clock()
    at = _instant(text if "T" in text else f"{text}T00:00:00Z")
    if at is None:
        raise InputError(f"not a day or an instant in UTC: {text}", hint="2026-11-21 or 2026-11-21T09:00:00Z")
    return at


def _cut(data: bytes) -> bytes:
    """Take the slip out of what stands around it."""
    start = data.find(HEAD.encode())
    if start <= 0:
        return data if start == 0 else data[:MAX_SLIP]
    return data[start : start + MAX_SLIP]


def _times(disclosure: Disclosure, details: dict[str, str], context: SlipContext, place: str) -> Judgement | None:
    start, end = _instant(disclosure.header["at"]), _instant(details.get("expires", ""))
    if start is None or end is None:
        return refused("altered", "the slip states no valid times", place)
    if context.on >= end:
        return refused("expired", f"expired at {details['expires']}", place)
    if context.on < start:
        return refused("not_yet", f"registered at {disclosure.header['at']}, which has not come yet", place)
    return None


def _bindings(disclosure: Disclosure, details: dict[str, str], context: SlipContext, place: str) -> Judgement | None:
    if context.addressee and context.addressee.strip().casefold() != details.get("addressee", "").strip().casefold():
        return refused("replayed", f"the slip was made for {details.get('addressee')}, not for {context.addressee}", place)
    if context.request and not disclosure.speaks_of(digest_of(context.request)):
        text = "the request is not the one that was registered: its SHA-256 differs"
        return refused("altered", text, str(context.request))
    code = short_code(disclosure.entry)
    if context.seen:
        before = context.seen.read_text(encoding="ascii").split() if context.seen.exists() else []
        if code in before:
            return refused("replayed", f"the slip {code} was shown before", str(context.seen))
        with context.seen.open("a", encoding="ascii") as target:
            target.write(code + "\n")
    return None


def _genuine(proof: LogProof, disclosure: Disclosure, context: SlipContext) -> Judgement:
    details = disclosure.private["details"]
    stated = sorted(details.items()) if isinstance(details, dict) else []
    reasons = [Because("genuine", f"registered in {proof.checkpoint.origin} at {disclosure.header['at']}")]
    reasons += [Because("stated", f"{name}: {value}") for name, value in stated]
    reasons.append(Because("code", short_code(disclosure.entry)))
    if context.request is None:
        reasons.append(Because("not_compared", "the letter was not compared: give its file"))
    return Judgement(True, tuple(reasons))


def _instant(text: str) -> datetime | None:
    match = _INSTANT.fullmatch(text)
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=UTC) if match else None
    except ValueError:
        return None
