"""A sealed place for what arrives as a stream (an upload) until the vault can take it: plain text never rests on disk.

The bytes are sealed under a key that only this process's memory holds, in a file without a name: when the process ends, however it ends,
nothing that could be read is left.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from blake3 import blake3
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.custody.vault.sealing import KEY_SIZE
from comity.custody.vault.stream import CHUNK, TAG, chunk_nonce
from comity.errors import CustodyError


class SealedSpool:
    """Written once, then read any number of times; small ones stay in memory.

    Attributes:
        size: bytes written.
    """

    def __init__(self, folder: Path) -> None:
        """Begin.

        Args:
            folder: where the sealed file lies; it is made when it is not there.
        """
        self._folder = folder
        self._cipher = AESGCM(os.urandom(KEY_SIZE))
        self._tail = bytearray()
        self._chunks = self._at = 0
        self._plain = b""
        self._hash = blake3()
        self._file: BinaryIO | None = None
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take bytes.

        Raises:
            CustodyError: the disk takes no more.
        """
        self._hash.update(data)
        self._tail += data
        self.size += len(data)
        while len(self._tail) >= CHUNK:
            self._seal(bytes(self._tail[:CHUNK]))
            del self._tail[:CHUNK]
        return len(data)

    def digest(self) -> str:
        """Return the BLAKE3 digest of what was written, hexadecimal."""
        return self._hash.hexdigest()

    def rewind(self) -> None:
        """Read from the beginning."""
        self._at, self._plain = 0, b""

    def readinto(self, view: memoryview) -> int:
        """Fill a buffer with what comes next; 0 at the end."""
        if not self._plain:
            self._plain = self._next()
        size = min(len(view), len(self._plain))
        view[:size], self._plain = self._plain[:size], self._plain[size:]
        return size

    def read(self) -> bytes:
        """Return all that comes next."""
        parts = []
        while piece := (self._plain or self._next()):
            parts.append(piece)
            self._plain = b""
        return b"".join(parts)

    def close(self) -> None:
        """Let go of it; nothing stays."""
        self._tail.clear()
        self._plain = b""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _seal(self, chunk: bytes) -> None:
        try:
            if self._file is None:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - it lives as long as this
            self._file.seek(self._chunks * (CHUNK + TAG))
            self._file.write(self._cipher.encrypt(chunk_nonce(self._chunks, last=False), chunk, None))
            self._file.flush()
        except OSError as error:
            raise CustodyError(
                f"what arrives cannot be kept: {error.strerror}", place=str(self._folder), hint="make room, then send it again"
            ) from error
        self._chunks += 1

    def _next(self) -> bytes:
        """Open the next chunk; after the sealed ones comes what is in memory."""
        number, self._at = self._at, self._at + 1
        if number > self._chunks:
            return b""
        if number == self._chunks or self._file is None:
            return bytes(self._tail) if number == self._chunks else b""
        self._file.seek(number * (CHUNK + TAG))
        return self._cipher.decrypt(chunk_nonce(number, last=False), self._file.read(CHUNK + TAG), None)
