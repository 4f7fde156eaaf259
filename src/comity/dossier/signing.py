"""PAdES signatures (ETSI EN 319 142-1, level B-B) on PDF files, through pyHanko; keys from a PKCS#12 file or a PKCS#11 token.

The signature is appended: the bytes of the paper stay as they were, and any PDF reader shows who signed and that nothing was changed
since. Whose word the certificate is, is for the reader's own list of trusted issuers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from comity.errors import InputError
from comity.text.messages import say

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

FIELD = "Signature1"


@contextmanager
def signer_from_file(path: Path, password: str | None) -> Iterator[Signer]:
    """Open the key of a PKCS#12 file.

    Args:
        path: the file (`.p12`, `.pfx`).
        password: its password; None or empty for a file without one.

    Raises:
        InputError: the file cannot be read, or the password is another one.
    """
    from pyhanko.sign.signers import SimpleSigner

    if not path.is_file():
        raise InputError(say("no file of this name: {path}", path=path))
    signer = SimpleSigner.load_pkcs12(path, passphrase=password.encode() if password else None)  # type: ignore[no-untyped-call]
    if signer is None:
        raise InputError(say("the key cannot be opened: no PKCS#12 file, or another password"), place=str(path))
    yield signer


@contextmanager
def signer_from_token(library: Path, token: str, pin: str | None, certificate: str) -> Iterator[Signer]:
    """Open a key on a token (smart card, HSM); the private key never leaves it.

    Args:
        library: the token's PKCS#11 library.
        token: label of the token.
        pin: user PIN.
        certificate: label of certificate and key.

    Raises:
        InputError: the library, the token, the PIN or the certificate is not there or another one.
    """
    import pkcs11
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    hint = say("library, label of the token, PIN, label of the certificate: one of them is another")
    try:
        with open_pkcs11_session(str(library), token_criteria=TokenCriteria(label=token), user_pin=pin) as session:
            signer = PKCS11Signer(session, cert_label=certificate, key_label=certificate)
            _ = signer.signing_cert  # asks the token: a label that is not there shows now, before anything is written
            yield signer
    except (pkcs11.PKCS11Error, SigningError, RuntimeError, OSError) as error:
        raise InputError(
            say("the token does not open: {problem}", problem=str(error) or type(error).__name__), place=str(library), hint=hint
        ) from error


def sign_pdf(content: bytes, signer: Signer, *, reason: str, place: str = "") -> bytes:
    """Append a PAdES B-B signature that covers the whole file.

    Args:
        content: the PDF.
        signer: an open key.
        reason: why it is signed, as readers show it.
        place: where.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata
    from pyhanko.sign import sign_pdf as append_signature
    from pyhanko.sign.fields import SigSeedSubFilter

    meta = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason, location=place or None
    )
    signed: BytesIO = append_signature(IncrementalPdfFileWriter(BytesIO(content)), meta, signer)
    return signed.getvalue()
