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
    """A file that grows at its end and is read anywhere; small ones stay in memory.

    Attributes:
        size: bytes written.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Begin.

        Args:
            folder: where the sealed file lies, made when it is not there; None for the system's folder for such files.
        """
        self._folder = folder
        self._cipher = AESGCM(os.urandom(KEY_SIZE))
        self._tail = bytearray()
        self._chunks = self._at = 0
        self._open: tuple[int, bytes] = (-1, b"")
        self._hash = blake3()
        self._file: BinaryIO | None = None
        self.size = 0

    def write(self, data: bytes) -> int:
        """Add bytes at the end, and stand behind them.

        Raises:
            CustodyError: the disk takes no more.
        """
        self._hash.update(data)
        self._tail += data
        self.size += len(data)
        whole = len(self._tail) // CHUNK * CHUNK
        for place in range(0, whole, CHUNK):
            self._seal(bytes(self._tail[place : place + CHUNK]))
        if whole:
            del self._tail[:whole]
        self._at = self.size
        return len(data)

    def digest(self) -> str:
        """Return the BLAKE3 digest of what was written, hexadecimal."""
        return self._hash.hexdigest()

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place: from the beginning, from here, or from the end."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, start + place)
        return self._at

    def tell(self) -> int:
        """Return where it stands."""
        return self._at

    def readinto(self, view: memoryview) -> int:
        """Fill a buffer with what comes next, a piece at most; 0 at the end."""
        number, start = divmod(self._at, CHUNK)
        size = min(len(view), self.size - self._at, CHUNK - start)
        if size <= 0:
            return 0
        view[:size] = self._chunk(number)[start : start + size]
        self._at += size
        return size

    def read(self, size: int = -1) -> bytes:
        """Return what comes next, all of it where no size is given."""
        data = bytearray(max(0, self.size - self._at) if size < 0 else min(size, max(0, self.size - self._at)))
        done = 0
        with memoryview(data) as view:
            while done < len(view) and (got := self.readinto(view[done:])):
                done += got
        return bytes(data)

    def readline(self, size: int = -1) -> bytes:
        """Return what comes next up to the end of a line, no more than a size that is given."""
        parts, left = [], size if size >= 0 else self.size
        while left > 0 and self._at < self.size:
            number, start = divmod(self._at, CHUNK)
            chunk = self._chunk(number)
            end = chunk.find(b"\n", start, start + left) + 1
            part = chunk[start : end or start + left]
            parts.append(part)
            self._at += len(part)
            left -= len(part)
            if end:
                break
        return b"".join(parts)

    def close(self) -> None:
        """Let go of it; nothing stays."""
        self._tail.clear()
        self._open = (-1, b"")
        if self._file is not None:
            self._file.close()
            self._file = None

    def _seal(self, chunk: bytes) -> None:
        try:
            if self._file is None:
                if self._folder is not None:
                    self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - it lives as long as this
            self._file.seek(self._chunks * (CHUNK + TAG))
            self._file.write(self._cipher.encrypt(chunk_nonce(self._chunks, last=False), chunk, None))
            self._file.flush()
        except OSError as error:
            hint = "make room, then send it again"
            raise CustodyError(f"what arrives cannot be kept: {error.strerror}", place=str(self._folder or ""), hint=hint) from error
        self._chunks += 1

    def _chunk(self, number: int) -> bytes:
        """Open a chunk; behind the sealed ones comes what is in memory."""
        if number >= self._chunks or self._file is None:
            return bytes(self._tail)
        if self._open[0] != number:
            self._file.seek(number * (CHUNK + TAG))
            self._open = (number, self._cipher.decrypt(chunk_nonce(number, last=False), self._file.read(CHUNK + TAG), None))
        return self._open[1]
