"""Verify OpenPGP signatures (RFC 9580) and open locked messages, in the child process: nothing of what they hold is kept or written.

clearsigned text        the text stands between the marks
detached signature      the signed file comes as a stream, however large
message                 signed, or locked with a password or to the office's key and perhaps signed within
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pysequoia import Cert, Sig

STREAM = "/dev/stdin"
Said = dict[str, str]
_BLOCK = re.compile(rb"-----BEGIN PGP [A-Z ]+-----.*?-----END PGP [A-Z ]+-----", re.DOTALL)


@dataclass
class Ring:
    """The keys given, and what signatures asked for."""

    files: Sequence[bytes]
    asked: list[str] = field(default_factory=list)

    def certificates(self) -> list[Cert]:
        """Return every certificate in the files; a file without one gives none."""
        from pysequoia import Cert

        found: list[Cert] = []
        for block in self.blocks():
            try:
                found += Cert.split_bytes(block)
            except RuntimeError:
                continue
        return found

    def blocks(self) -> list[bytes]:
        """Return the blocks of keys in the files."""
        return [block for file in self.files for block in _BLOCK.findall(file) or [file]]

    def names(self) -> set[str]:
        """Return ids and fingerprints of all keys and subkeys, in small letters."""
        from pysequoia.packet import PacketPile

        packets = [packet for certificate in self.certificates() for packet in PacketPile.from_bytes(bytes(certificate))]
        return {name.lower() for packet in packets if packet.key_id for name in (packet.key_id, packet.fingerprint) if name}

    def store(self, ids: Sequence[str]) -> list[Cert]:
        """Answer what a signature asks for."""
        self.asked += [str(one).lower() for one in ids]
        return self.certificates()

    def is_known(self) -> bool:
        """Tell whether one of the keys asked for is among those given."""
        names = self.names()
        return any(one in names or any(name.endswith(one) for name in names) for one in self.asked)


def check_text(data: bytes, ring: Ring) -> Said:
    """Verify a clearsigned text, and tell what stands outside the marks."""
    from pysequoia import verify

    start, end = data.find(b"-----BEGIN PGP SIGNED MESSAGE-----"), data.find(b"-----END PGP SIGNATURE-----")
    if end < 0:
        return {"verdict": "broken", "text": "the signature is missing or cut short"}
    outside = len(data[:start].lstrip(b"\xef\xbb\xbf").strip()) + len(data[end + len(b"-----END PGP SIGNATURE-----") :].strip())
    said = _judged(lambda: verify(bytes=data[start : end + len(b"-----END PGP SIGNATURE-----\n")], store=ring.store).valid_sigs, ring)
    if outside and said["verdict"] == "holds":
        return said | {"verdict": "broken", "text": f"{outside} bytes stand outside the marks of the signature: nobody signed them"}
    return said


def check_detached(signature: bytes, ring: Ring) -> Said:
    """Verify the stream on standard input against a detached signature."""
    from pysequoia import Sig, verify

    try:
        sig = Sig.from_bytes(signature)
    except RuntimeError as error:
        return {"verdict": "broken", "text": f"the signature cannot be read: {first_line(error)}"}
    ring.asked += [str(one).lower() for one in (sig.issuer_fingerprint, sig.issuer_key_id) if one]
    return _judged(lambda: verify(file=STREAM, store=ring.store, signature=sig).valid_sigs, ring) | _made(sig)


def check_bytes(data: bytes, signature: bytes, ring: Ring) -> Said:
    """Verify bytes against a detached signature."""
    from pysequoia import Sig, verify

    try:
        sig = Sig.from_bytes(signature)
    except RuntimeError as error:
        return {"verdict": "broken", "text": f"the signature cannot be read: {first_line(error)}"}
    ring.asked += [str(one).lower() for one in (sig.issuer_fingerprint, sig.issuer_key_id) if one]
    return _judged(lambda: verify(bytes=data, store=ring.store, signature=sig).valid_sigs, ring) | _made(sig)


def check_message(data: bytes, ring: Ring, passwords: Sequence[bytes]) -> Said:
    """Open a message that was read whole, in memory, and verify the signature within."""
    from pysequoia import Tsk, decrypt, verify

    if _is_only_signed(data):
        return _judged(lambda: verify(bytes=data, store=ring.store).valid_sigs, ring)
    words = [word.decode("utf-8", "replace") for word in passwords]
    ways: list[dict[str, object]] = [{"passwords": words}] if words else []
    for block in ring.blocks():
        try:
            secret = Tsk.from_bytes(block)
        except RuntimeError:
            continue  # a certificate: nothing can be opened with it
        for word in (None, *words):
            try:
                ways.append({"decryptor": secret.decryptor(word)})
            except RuntimeError:
                continue
    problem = "no password and no secret key was given"
    for way in ways:
        try:
            size = len(decrypt(data, **way).bytes or b"")  # type: ignore[arg-type]  # one of two named arguments
        except RuntimeError as error:
            problem = first_line(error)
            continue
        try:
            signed = decrypt(data, store=ring.store, **way).valid_sigs  # type: ignore[arg-type]
        except RuntimeError:
            return {"verdict": "holds", "text": f"opens ({size} bytes within); no signature within by a key that was given"}
        return {"verdict": "holds", "signer": _names(signed), "text": f"opens ({size} bytes within), signed within"}
    if any(word in problem.lower() for word in ("key", "password", "session")):
        return {"verdict": "locked", "text": problem}
    return {"verdict": "broken", "text": problem}


def _made(signature: Sig) -> Said:
    return {"at": signature.created.strftime("%Y-%m-%dT%H:%M:%SZ")} if signature.created else {}


def _is_only_signed(data: bytes) -> bool:
    """Tell whether a message is signed and not locked: it begins with a packet that announces a signature."""
    from pysequoia.packet import PacketPile

    try:
        tags = [str(packet.tag) for packet in PacketPile.from_bytes(data)][:1]
    except RuntimeError:
        return False
    return any("OnePassSig" in tag or tag.endswith("Signature") for tag in tags)


def _judged(check: Callable[[], Sequence[object]], ring: Ring) -> Said:
    try:
        found = check()
    except RuntimeError as error:
        if not ring.is_known():
            who = ring.asked[0].upper() if ring.asked else ""
            text = "not verified: the signer's key is not among those given; get it from the sender on another way"
            return {"verdict": "unknown_signer", "signer": who, "text": text}
        return {"verdict": "broken", "text": f"the file or its signature was changed ({first_line(error)})"}
    return {"verdict": "holds", "signer": _names(found), "text": "every signed byte is as it was signed"}


def _names(signatures: Sequence[object]) -> str:
    return ", ".join(dict.fromkeys(str(one.certificate).upper() for one in signatures))  # type: ignore[attr-defined]


def first_line(problem: Exception) -> str:
    """Return what went wrong without the trace that the library adds, which names places on this machine."""
    return next(iter(str(problem).strip().split("\n", 1)), "")
