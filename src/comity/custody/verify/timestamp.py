"""Check an RFC 3161 time stamp with two verifiers that know nothing of each other: rfc3161-client and OpenSSL.

Both judge at the moment that the token states. When they disagree, the disagreement is shown; the token counts only when OpenSSL accepts
it and the other accepts it too or cannot read its form (strict DER): a signature or chain that either one refuses is refused.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from comity.custody.verify.checkpoint import read_bytes
from comity.custody.verify.judgement import Because, Judgement, refused
from comity.errors import InputError
from comity.model.time import as_rfc3339

_HASHES = {"sha256", "sha384", "sha512", "sha1"}


@dataclass(frozen=True, slots=True)
class Token:
    """What a token states before anything is believed.

    Attributes:
        response: the token as a time-stamp response (a bare token is wrapped).
        is_bare: whether the file held the token alone.
        at: the moment stated.
        algorithm: hash of the message imprint.
        imprint: the digest stamped.
        tsa: the authority's name as the token states it; None when it does not.
    """

    response: bytes
    is_bare: bool
    at: datetime
    algorithm: str
    imprint: bytes
    tsa: str | None


def check_timestamp(token_path: Path, data_path: Path, ca_path: Path) -> Judgement:
    """Check that a token stamps this very file, and that both verifiers accept it under the given roots.

    Raises:
        InputError: a file cannot be read, or the roots are no PEM certificates.
    """
    raw, data, roots = read_bytes(token_path), read_bytes(data_path), read_bytes(ca_path)
    try:
        token = read_token(raw)
    except ValueError as error:
        return refused("form", f"not a time-stamp token: {error}", str(token_path))
    if token.algorithm not in _HASHES:
        return refused("algorithm", f"stamped with {token.algorithm}, which is not trusted", str(token_path))
    if hashlib.new(token.algorithm, data, usedforsecurity=False).digest() != token.imprint:
        return refused("data", "the token stamps other data", str(data_path))
    openssl = _openssl(raw, token, data, ca_path)
    client = _client(token, data, roots, str(ca_path))
    said = (Because("openssl", openssl or "accepted", None), Because("rfc3161_client", client or "accepted", None))
    if openssl or (client and not client.startswith("cannot read")):
        return Judgement(False, (Because("verifier", "a verifier refuses the token", str(token_path)), *said))
    shown = f"stamped at {as_rfc3339(token.at)}" + (f" by {token.tsa}" if token.tsa else "")
    disagree = (Because("disagreement", "the verifiers disagree: the token is not in strict form", str(token_path)),) if client else ()
    return Judgement(True, (Because("stamped", shown), *disagree, *said))


def read_token(raw: bytes) -> Token:
    """Read a time-stamp response or a bare token without trusting it.

    Raises:
        ValueError: it is neither, or the authority refused to stamp.
    """
    from asn1crypto import cms, core, tsp

    try:
        response = tsp.TimeStampResp.load(raw, strict=True)
        status = response["status"]["status"].native
        content, is_bare = response["time_stamp_token"], False
    except (ValueError, TypeError):
        content, is_bare, status = cms.ContentInfo.load(raw, strict=True), True, "granted"
    if status not in {"granted", "granted_with_mods"}:
        raise ValueError(f"the authority did not stamp: {status}")
    try:
        signed = content["content"]
        info = signed["encap_content_info"]["content"].parsed
        imprint = info["message_imprint"]
        at, algorithm = info["gen_time"].native, imprint["hash_algorithm"]["algorithm"].native
        tsa = info["tsa"].chosen.native if info["tsa"].native else None
        digest = imprint["hashed_message"].native
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"its contents cannot be read: {error}") from error
    name = ", ".join(f"{key}={value}" for key, value in tsa.items()) if isinstance(tsa, dict) else None
    wrapped = raw
    if is_bare:
        inner = tsp.PKIStatusInfo({"status": 0}).dump() + raw
        wrapped = core.Sequence(contents=inner).dump()
    return Token(wrapped, is_bare, at.astimezone(UTC), algorithm, digest, name)


def _openssl(raw: bytes, token: Token, data: bytes, ca_path: Path) -> str | None:
    """Return what OpenSSL has against the token; None when it accepts."""
    program = shutil.which("openssl")
    if program is None:
        raise InputError("OpenSSL is not installed", hint="install the package openssl: time stamps are checked by two verifiers")
    with tempfile.TemporaryDirectory() as folder:
        stamp, message = Path(folder, "token"), Path(folder, "data")
        stamp.write_bytes(raw)
        message.write_bytes(data)
        arguments = [program, "ts", "-verify", "-in", str(stamp), "-data", str(message), "-CAfile", str(ca_path)]
        arguments += ["-untrusted", str(ca_path), "-attime", str(int(token.at.timestamp()))]
        arguments += ["-token_in"] if token.is_bare else []
        done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - fixed program, own files
    if done.returncode == 0 and "Verification: OK" in done.stdout + done.stderr:
        return None
    lines = [line for line in (done.stderr + done.stdout).splitlines() if "rror" in line] or ["refused"]
    return lines[0].split("error:", 1)[-1].strip()


def _client(token: Token, data: bytes, roots: bytes, ca: str) -> str | None:
    """Return what rfc3161-client has against the token; None when it accepts."""
    import rfc3161_client
    from cryptography import x509

    try:
        certificates = x509.load_pem_x509_certificates(roots)
    except ValueError as error:
        raise InputError("no PEM certificates", place=ca, hint="give the roots of the authority as PEM") from error
    try:
        response = rfc3161_client.decode_timestamp_response(token.response)
    except ValueError as error:
        return f"cannot read this form: {error}"
    builder = rfc3161_client.VerifierBuilder()
    for certificate in certificates:
        is_root = certificate.subject == certificate.issuer
        builder = builder.add_root_certificate(certificate) if is_root else builder.add_intermediate_certificate(certificate)
    try:
        accepted = builder.build().verify_message(response, data)
    except (rfc3161_client.VerificationError, ValueError) as error:
        return str(error) or type(error).__name__
    return None if accepted else "refused"
