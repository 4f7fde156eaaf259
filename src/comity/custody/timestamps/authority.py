"""Ask a time-stamping authority over HTTP (RFC 3161, section 3.4): a digest and a random number go out, a signed token comes back.

Nothing but the SHA-256 of a signed checkpoint leaves the house; the authority learns nothing of the evidence. The answer is not believed
here: it is held against what was asked, and then judged by two verifiers (`comity.custody.verify.timestamp`).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from asn1crypto import core, tsp

from comity.errors import ExchangeError
from comity.net.http import Door

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and its answer, raw.

    Attributes:
        query: the request as sent (DER).
        response: the answer as received.
    """

    query: bytes
    response: bytes


def ask(address: str, data: bytes, door: Door | None = None) -> Asked:
    """Have data stamped.

    Args:
        address: the authority's address, `https://…` (plain `http` on this machine only).
        data: what is stamped; its SHA-256 alone is sent.
        door: another connection policy, for tests.

    Raises:
        ExchangeError: the authority does not answer, refuses, or answers something else than was asked.
    """
    nonce = secrets.randbits(63)
    query = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(data).digest()},
            "nonce": nonce,
            "cert_req": True,
        }
    ).dump()
    door = door or Door(address, {"Content-Type": _QUERY, "Accept": _REPLY})
    try:
        answer = door.post("", query)
    finally:
        door.close()
    if answer.status != 200:
        raise ExchangeError(f"the authority answers with status {answer.status}", place=address, hint="try later, or another authority")
    _hold_to(query, nonce, answer.body, address)
    return Asked(query, answer.body)


def _hold_to(query: bytes, nonce: int, response: bytes, address: str) -> None:
    """Hold an answer against what was asked: granted, for this digest, with this number."""
    try:
        # a refusal holds no token, and so is no whole response: its status is read by itself
        told = tsp.PKIStatusInfo.load(core.Sequence.load(response, strict=True).contents)
        if told["status"].native not in {"granted", "granted_with_mods"}:
            raise ExchangeError(f"the authority refuses to stamp: {told['status'].native} {told['fail_info'].native or ''}", place=address)
        reply = tsp.TimeStampResp.load(response, strict=True)
        info = reply["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
        same = info["message_imprint"].dump() == tsp.TimeStampReq.load(query)["message_imprint"].dump()
        number = info["nonce"].native
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ExchangeError("what the authority answers is no time-stamp response", place=address, hint=str(error)[:200]) from error
    if not same:
        raise ExchangeError("the authority stamped something else than was asked", place=address)
    if number != nonce:
        raise ExchangeError("the answer is not to this question: its random number is another one", place=address)
