"""Verify signatures under X.509 certificates, in the child process: S/MIME (RFC 8551), CMS (RFC 5652), PDF (ISO 32000-2, PAdES).

Nothing is fetched: neither certificates nor lists of revoked ones. Who is trusted is what was given: an authority's certificate, or the
signer's own.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from asn1crypto import cms, pem, x509

if TYPE_CHECKING:
    from pyhanko_certvalidator import ValidationContext

Said = dict[str, str]
_SIGNED = "signed_data"
_CHUNK = 1 << 20


def read_roots(files: Sequence[bytes]) -> list[x509.Certificate]:
    """Read certificates, PEM or DER.

    Raises:
        ValueError: a file holds none.
    """
    found = []
    for file in files:
        if pem.detect(file):
            found += [x509.Certificate.load(der) for kind, _, der in pem.unarmor(file, multiple=True) if kind == "CERTIFICATE"]
        else:
            found.append(x509.Certificate.load(file))
    return found


def check_pdf(data: bytes, roots: Sequence[x509.Certificate]) -> list[Said]:
    """Verify every signature of a PDF; a file without one gives nothing."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError

    if b"/ByteRange" not in data:
        return []
    logging.disable(logging.CRITICAL)
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        signatures = list(reader.embedded_regular_signatures)
    except (PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return [{"verdict": "unchecked", "text": f"the PDF cannot be read: {error}"}]
    said = []
    for signature in signatures:
        try:
            status = asyncio.run(async_validate_pdf_signature(signature, _context(roots)))
        except (SignatureValidationError, PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
            said.append({"verdict": "broken", "text": f"{signature.field_name}: {error}"})
            continue
        one = _told(status, roots)
        coverage = status.coverage.name.lower().replace("_", " ") if status.coverage else "unknown"
        changed = status.modification_level.name.lower() if status.modification_level else "none"
        if one["verdict"] != "broken" and not status.bottom_line and status.valid and status.intact and not status.docmdp_ok:
            one |= {"verdict": "broken", "text": "changed after it was signed, beyond what the signer allowed"}
        one["text"] = f"{signature.field_name}: {one['text']}; covers: {coverage}; later changes: {changed}"
        said.append(one)
    return said


def check_mail(data: bytes, roots: Sequence[x509.Certificate], openpgp: Any) -> Said:
    """Verify a signed mail: `multipart/signed` (S/MIME or PGP/MIME), or signed data that wraps its content.

    Args:
        data: the mail.
        roots: whom to trust.
        openpgp: verifies a detached OpenPGP signature: takes signed bytes and signature.
    """
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    if message.get_content_type() != "multipart/signed":
        return check_cms(_decoded(message), None, roots)
    parts: Any = message.get_payload()
    boundary = message.get_boundary()
    if not isinstance(parts, list) or len(parts) != 2 or not boundary:
        return {"verdict": "broken", "text": "a signed mail has two parts, the signed one and the signature"}
    content = _first_part(data, boundary.encode("utf-8", "surrogateescape"))
    if content is None:
        return {"verdict": "broken", "text": "the signed part cannot be told from its surroundings"}
    signature = _decoded(parts[1])
    if "pgp" in parts[1].get_content_type():
        said: Said = openpgp(content, signature)
        return said
    return check_cms(signature, content, roots)


def check_cms(signature: bytes, content: bytes | None, roots: Sequence[x509.Certificate], stream: Any = None) -> Said:
    """Verify CMS signed data, with the content in it or apart.

    Args:
        signature: the signed data, DER or PEM.
        content: what is signed; None where it is within or comes as a stream.
        roots: whom to trust.
        stream: what is signed, as an open file.
    """
    from pyhanko.sign.validation import async_validate_cms_signature, async_validate_detached_cms
    from pyhanko.sign.validation.errors import SignatureValidationError

    try:
        if pem.detect(signature):
            _, _, signature = pem.unarmor(signature)
        info = cms.ContentInfo.load(signature)
        if info["content_type"].native != _SIGNED:
            return {"verdict": "unchecked", "text": f"no signed data: {info['content_type'].native}"}
        signed = info["content"]
        within = signed["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError) as error:
        return {"verdict": "broken", "text": f"the signature cannot be read: {error}"}
    if content is None and stream is None and within is None:
        return {"verdict": "unchecked", "text": "what it signs is not here"}
    logging.disable(logging.CRITICAL)
    given = stream if stream is not None else content
    try:
        if given is None:
            status: Any = asyncio.run(async_validate_cms_signature(signed, validation_context=_context(roots)))
        else:
            status = asyncio.run(async_validate_detached_cms(given, signed, _context(roots), chunk_size=_CHUNK))
    except (SignatureValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        return {"verdict": "broken", "text": str(error)}
    return _told(status, roots)


def _context(roots: Sequence[x509.Certificate]) -> ValidationContext:
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=list(roots), allow_fetching=False, revocation_mode="soft-fail", weak_hash_algos={"md2", "md5", "sha1"}
    )


def _told(status: Any, roots: Sequence[x509.Certificate]) -> Said:
    """Say what a status means: what is signed must be whole, and the signer be one whom an authority given vouches for, or given itself."""
    certificate: x509.Certificate = status.signing_cert
    said = {"signer": certificate.subject.human_friendly, "at": _time(getattr(status, "signer_reported_dt", None))}
    if not (status.intact and status.valid):
        why = "the file was changed after it was signed" if not status.intact else "the signature was not made with this certificate's key"
        return said | {"verdict": "broken", "text": why}
    if status.trusted or any(certificate.dump() == root.dump() for root in roots):
        return said | {"verdict": "holds", "text": "every signed byte is as it was signed"}
    problem = status.trust_problem_indic.name.lower() if status.trust_problem_indic else "not trusted"
    text = f"unchanged since it was signed; no authority given vouches for the signer ({problem})"
    return said | {"verdict": "unknown_signer", "text": text}


def _time(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _decoded(part: Any) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _first_part(data: bytes, boundary: bytes) -> bytes | None:
    """Cut the signed part out, byte for byte, with the line ends that were signed (RFC 1847: CRLF)."""
    whole = data.replace(b"\r\n", b"\n")
    mark = b"\n--" + boundary
    start = whole.find(mark + b"\n")
    end = whole.find(mark, start + 1) if start >= 0 else -1
    if start < 0 or end < 0:
        return None
    return whole[start + len(mark) + 1 : end].replace(b"\n", b"\r\n")
