"""OpenPGP (RFC 9580): clearsigned text whose signature is verified, and messages that are encrypted to a password or to the office's key.

Providers sign what they hand over (X signs each text) or lock it (Apple). What is signed is read whatever the signature says: the coverage
tells whether it holds, does not hold, or could not be checked for want of the provider's key. Keys come from the person who reads
(`--key`); none is ever fetched. Only what stands between the marks of the signature counts as signed.
"""

from __future__ import annotations

import contextlib
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from comity.readers.containers.zips import LockedError

if TYPE_CHECKING:
    from pysequoia import Cert, PyDecryptor

Data = bytes | mmap.mmap
LARGEST = 1 << 30
"""Bytes of a clearsigned text that are verified; verifying holds the text in memory."""
_SIGNED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n(?:[A-Za-z]+:[^\n]*\n)*[ \t]*\r?\n")
_ARMOURED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*-----BEGIN PGP MESSAGE-----")
_SIGNATURE = b"\n-----BEGIN PGP SIGNATURE-----"
_END = re.compile(rb"-----END PGP SIGNATURE-----[ \t]*(?:\r?\n)?")
_DASHED = re.compile(rb"(?m)^- ")
_BLOCK = re.compile(rb"-----BEGIN PGP [A-Z ]+-----.*?-----END PGP [A-Z ]+-----", re.DOTALL)
_PIECE = 1 << 20
_FOR_KEY, _FOR_PASSWORD = 1, 3
_PUBLIC_ALGORITHMS = frozenset({1, 2, 16, 18, 25, 26})
_CIPHERS = frozenset({1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13})


@dataclass(frozen=True)
class KeyRing:
    """The keys that the person who reads has given.

    Attributes:
        files: contents of the key files: certificates of providers, perhaps the office's own secret key; armoured or not.
    """

    files: tuple[bytes, ...] = ()

    @cached_property
    def certificates(self) -> tuple[Cert, ...]:
        """Return every certificate.

        Raises:
            ValueError: a file holds no key.
        """
        from pysequoia import Cert

        found: list[Cert] = []
        for block in self._blocks():
            try:
                found += Cert.split_bytes(block)
            except RuntimeError as problem:
                raise ValueError(_first_line(problem)) from problem
        if self.files and not found:
            raise ValueError("the file holds no OpenPGP key")
        return tuple(found)

    @cached_property
    def names(self) -> frozenset[str]:
        """Return key ids and fingerprints of all keys and subkeys."""
        from pysequoia.packet import PacketPile

        packets = [packet for certificate in self.certificates for packet in PacketPile.from_bytes(bytes(certificate))]
        names = [name for packet in packets if packet.key_id for name in (packet.key_id, packet.fingerprint)]
        return frozenset(name for name in names if name)

    def decryptors(self, passwords: tuple[bytes, ...]) -> Iterator[PyDecryptor]:
        """Yield what may open a message that is encrypted to one of the secret keys, with each password that may protect the key."""
        from pysequoia import Tsk

        for block in self._blocks():
            try:
                secret = Tsk.from_bytes(block)
            except RuntimeError:
                continue  # a certificate: nothing can be opened with it
            for password in (None, *(word.decode("utf-8", "replace") for word in passwords)):
                with contextlib.suppress(RuntimeError):
                    yield secret.decryptor(password)

    def _blocks(self) -> list[bytes]:
        return [block for file in self.files for block in _BLOCK.findall(file) or [file]]


@dataclass(frozen=True, slots=True)
class Signed:
    """A clearsigned text, taken apart.

    Attributes:
        text: what is signed, as the signer wrote it.
        state: `valid: FINGERPRINT`, or what is wrong.
        holds: whether the signature holds.
        outside: bytes before the first and after the last mark, which nobody signed.
    """

    text: bytes
    state: str
    holds: bool
    outside: int


def is_clearsigned(head: bytes) -> bool:
    """Tell whether a text begins as clearsigned (RFC 9580 section 7)."""
    return bool(_SIGNED.match(head[: 1 << 12]))


def is_encrypted(head: bytes) -> bool:
    """Tell whether this is an encrypted message: armoured, or by its first packet (session key for a key or a password)."""
    if _ARMOURED.match(head[:256]):
        return True
    body = _first_body(head)
    if len(body) < 10:
        return False
    tag = head[0] & 0x3F if head[0] & 0x40 else head[0] >> 2 & 0xF
    if tag == _FOR_KEY:
        return (body[0] == 3 and body[9] in _PUBLIC_ALGORITHMS) or body[0] == 6
    return tag == _FOR_PASSWORD and body[0] in {4, 5, 6} and (body[0] != 4 or (body[1] in _CIPHERS and body[2] in {0, 1, 3, 4}))


def _first_body(head: bytes) -> bytes:
    """Return the first bytes of the first packet, without its tag and length; lengths that no such packet has give none."""
    if len(head) < 4 or not head[0] & 0x80:
        return b""
    if head[0] & 0x40:
        return head[2:16] if head[1] < 192 else head[3:17] if head[1] < 224 else b""
    kind = head[0] & 3
    return head[2 + kind : 16 + kind] if kind < 2 else b""


def take_apart(data: Data, keys: KeyRing) -> Signed:
    """Take a clearsigned text apart and verify it.

    Raises:
        ValueError: its marks do not fit together.
    """
    whole = bytes(data[:])
    head = _SIGNED.match(whole)
    if head is None:
        raise ValueError("no signed text")
    start = head.end()
    stop = whole.find(_SIGNATURE, start - 1)
    end = _END.search(whole, stop) if stop >= 0 else None
    if stop < 0 or end is None:
        text = whole[start:] if stop < 0 else whole[start:stop]
        return Signed(_undashed(text), "the signature is missing or cut short", holds=False, outside=0)
    first = len(whole) - len(whole.removeprefix(b"\xef\xbb\xbf").lstrip())
    state, holds = _verified(whole[first : end.end()], whole[stop + 1 : end.end()], keys)
    return Signed(_undashed(whole[start:stop].removesuffix(b"\r")), state, holds=holds, outside=len(whole[end.end() :].strip()))


def _undashed(text: bytes) -> bytes:
    """Take the dashes away that protect lines which begin with one (RFC 9580 section 7.2)."""
    return _DASHED.sub(b"", text)


def _verified(block: bytes, signature: bytes, keys: KeyRing) -> tuple[str, bool]:
    from pysequoia import verify

    if not keys.files:
        return "signed, and not verified: give the provider's signing key with --key", False
    if len(block) > LARGEST:
        return f"signed, and not verified: the text is larger than {LARGEST} bytes", False
    try:
        ring = list(keys.certificates)
        signers = _signers(signature)
    except (RuntimeError, ValueError) as problem:
        return f"the signature cannot be read: {_first_line(problem)}", False
    try:
        found = verify(bytes=block, store=lambda _: ring)
        return f"valid: {found.valid_sigs[0].certificate.upper()}", True
    except RuntimeError as problem:
        if signers and not set(signers) & keys.names:
            return f"signed with the key {signers[0].upper()}, which is not among the keys given: get it from the provider", False
        return f"the signature does not hold: the text or the signature was changed ({_first_line(problem)})", False


def _signers(signature: bytes) -> list[str]:
    from pysequoia.packet import PacketPile

    packets = list(PacketPile.from_bytes(signature))
    return [name for packet in packets for name in (packet.issuer_fingerprint, packet.issuer_key_id) if name]


def decrypt(data: Data, passwords: tuple[bytes, ...], keys: KeyRing, scratch: Path, most: int) -> Data:
    """Open an encrypted message with the first password or key that fits.

    Args:
        data: the message.
        passwords: to be tried.
        keys: with the office's secret key, where it was encrypted to that.
        scratch: folder for the cipher text and what comes out of it; both have no name when this returns.
        most: bytes that may come out.

    Raises:
        LockedError: nothing opens it.
        ValueError: it is broken.
    """
    from pysequoia import decrypt_file

    source, target = scratch / "openpgp.locked", scratch / "openpgp.open"
    try:
        with source.open("wb") as file:
            for place in range(0, len(data), _PIECE):
                file.write(data[place : place + _PIECE])
        words = [word.decode("utf-8", "replace") for word in passwords]
        ways: list[dict[str, object]] = [{"passwords": words}] if words else []
        ways += [{"decryptor": decryptor} for decryptor in keys.decryptors(passwords)]
        problem = ""
        for way in ways:
            try:
                with _file_size(most):
                    decrypt_file(str(source), str(target), **way)  # type: ignore[arg-type]  # one of two named arguments
                return _taken(target)
            except RuntimeError as error:
                problem = _first_line(error)
                if "No key" not in problem and "password" not in problem.lower():
                    raise ValueError(problem) from error
        raise LockedError("locked (OpenPGP): give the password with --password-file, or your secret key with --key")
    finally:
        source.unlink(missing_ok=True)
        target.unlink(missing_ok=True)


def _taken(path: Path) -> Data:
    with path.open("rb") as file:
        if path.stat().st_size < 1 << 25:
            return file.read()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@contextlib.contextmanager
def _file_size(most: int) -> Iterator[None]:
    """Bound the size of files that are written meanwhile: a message may hold packed data that unpacks without end."""
    try:
        import resource
    except ImportError:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _first_line(problem: Exception) -> str:
    """Return what went wrong without the trace that the library adds, which names places on this machine."""
    return str(problem).strip().split("\n", 1)[0]
