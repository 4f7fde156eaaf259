"""Keep sealed evidence as objects in an S3-compatible store: `packs/NAME.pack/000000`, `objects/xx/ITEM/000000`, and so on.

Every pack and every large item is a row of segments of `SEGMENT` bytes, the last one shorter: each is put whole, can be put again after a
fault, and is never changed but by erasing. Nothing is relied upon until the store has acknowledged every segment.

Names that are begun are noted in the vault's folder (`pending`) before the first byte is sent; what a stopped process left unsettled is
found there and removed. Log and keys of the vault stay in its folder: who holds the store alone holds sealed bytes without a name.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from comity.custody.disk import DISK_HINT, LOCAL, Buffer, Disk
from comity.custody.stores.s3 import S3, Credentials, S3Address
from comity.custody.stores.store import PACK, EvidenceStore, LargeWriter, Place
from comity.errors import CustodyError

SEGMENT = 8 << 20
_AHEAD = 4 << 20
_ROOM = 2 << 20


class ObjectStore(EvidenceStore):
    """Sealed evidence in an S3-compatible store."""

    def __init__(self, root: Path, client: S3, disk: Disk = LOCAL) -> None:
        """Open the store; nothing is asked yet.

        Args:
            root: folder of the vault's own for what is pending.
            client: the objects.
            disk: the disk under the vault.
        """
        self._root, self._client, self._disk = root, client, disk
        self._pack: _Segments | None = None
        self._begun: list[_Segments] = []
        self._window: tuple[str, int, bytes] = ("", 0, b"")

    @classmethod
    def at(cls, address: str, root: Path, disk: Disk = LOCAL) -> ObjectStore:
        """Open the store of an address.

        Raises:
            InputError: it is no address, or the environment holds no key.
        """
        return cls(root, S3(S3Address.parse(address), Credentials.of()), disk)

    def try_out(self) -> None:
        """See that the store keeps, gives and removes.

        Raises:
            CustodyError: it does not.
        """
        name, told = f"probe-{secrets.token_hex(8)}", secrets.token_bytes(64)
        self._client.put(name, told)
        if self._client.get(name, 16, 32) != told[16:48]:
            raise CustodyError("the store gives something else than was put", place=name)
        self._client.delete(name)

    def put_small(self, sealed: bytes) -> Place:
        """Put a small sealed item into the open pack."""
        pack, size = self._pack, len(sealed)
        if pack is None or pack.length + size > PACK:
            self._close_pack()
            pack = self._pack = self._begin(f"packs/{secrets.token_hex(8)}.pack")
        return Place(pack.name, pack.write(sealed), size)

    def begin_large(self, item: str) -> LargeWriter:
        """Begin an item of its own."""
        return _ObjectWriter(self, self._begin(f"objects/{item[:2]}/{item}"))

    def settle(self) -> None:
        """Return when every segment was acknowledged."""
        self._close_pack()
        if self._begun:
            self._begun.clear()
            self._note([])

    def pieces(self, place: Place, size: int) -> Iterator[Buffer]:
        """Read an item's sealed bytes in pieces."""
        waiting = b""
        got = 0
        for part in self._parts(place):
            got += len(part)
            waiting = waiting + part if waiting else part
            while len(waiting) >= size:
                yield waiting[:size]
                waiting = waiting[size:]
        if got < place.length:
            raise CustodyError("the sealed bytes end too early", place=place.file)
        if waiting:
            yield waiting

    def wipe(self, places: list[Place]) -> None:
        """Write zeros over sealed bytes in packs, and remove objects; a store that keeps old versions must be told to forget them."""
        self._window = ("", 0, b"")
        for place in places:
            if place.file.startswith("objects/"):
                self._drop(place.file)
                continue
            for number, start, length in _stretches(place.offset, place.length):
                name = _segment(place.file, number)
                whole = self._client.size(name)
                if whole is not None:
                    data = bytearray(self._client.get(name, 0, whole))
                    data[start : start + length] = bytes(length)
                    self._client.put(name, bytes(data))

    def sweep(self) -> None:
        """Remove what a stopped process left unfinished."""
        if self._begun or self._pack is not None:
            return
        try:
            names = (self._root / "pending").read_text("utf-8").split()
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            raise CustodyError(f"what is pending cannot be read: {error}", place=str(self._root / "pending"), hint=DISK_HINT) from error
        for name in names:
            self._drop(name)
        if names:
            self._note([])

    def close(self) -> None:
        """Close the connection; what is not settled is given up."""
        pack, self._pack = self._pack, None
        given_up, self._begun = self._begun, []
        try:
            for one in given_up:
                self._drop(one.name, one.sent)
            if given_up or pack is not None:
                self._note([])
        except CustodyError:
            # the store does not answer: the names stay noted, and are removed by the next who writes
            return
        finally:
            self._client.close()

    def forget(self, segments: _Segments) -> None:
        """Give up what was begun."""
        self._begun = [one for one in self._begun if one is not segments]
        self._drop(segments.name, segments.sent)
        self._note([one.name for one in self._begun])

    def _begin(self, name: str) -> _Segments:
        begun = _Segments(self._client, name)
        self._note([*(one.name for one in self._begun), name])
        self._begun.append(begun)
        return begun

    def _close_pack(self) -> None:
        if self._pack is not None:
            self._pack.finish()
            self._pack = None

    def _note(self, names: list[str]) -> None:
        """Note what is begun and not settled, durable before the call returns."""
        try:
            if not self._root.is_dir():
                self._disk.make_folder(self._root)
                self._disk.sync_folder(self._root.parent)
            self._disk.replace(self._root / "pending", "\n".join(names).encode())
        except OSError as error:
            text = f"the vault's disk refuses: {error.strerror or os.strerror(error.errno or 0)}"
            raise CustodyError(text, place=str(self._root / "pending"), hint=DISK_HINT) from error

    def _drop(self, name: str, count: int | None = None) -> None:
        """Remove the segments of a name: so many, or as many as there are."""
        number = 0
        while number < count if count is not None else self._client.size(_segment(name, number)) is not None:
            self._client.delete(_segment(name, number))
            number += 1

    def _parts(self, place: Place) -> Iterator[bytes]:
        """Read a stretch segment by segment; neighbours that are read one after another come together."""
        for number, start, length in _stretches(place.offset, place.length):
            name, done = _segment(place.file, number), 0
            while done < length:
                part = self._read(name, start + done, length - done)
                if not part:
                    return
                yield part
                done += len(part)

    def _read(self, name: str, start: int, length: int) -> bytes:
        held, begin, data = self._window
        if held == name and begin <= start < begin + len(data):
            return data[start - begin : start - begin + length]
        follows = held == name and start == begin + len(data)
        wanted = min(_AHEAD, SEGMENT - start) if follows or length > _AHEAD else length
        data = self._client.get(name, start, wanted)
        self._window = (name, start, data)
        return data[:length]


class _Segments:
    """A row of segments that grows; a full one is sent at once."""

    def __init__(self, client: S3, name: str) -> None:
        self.name, self.length, self.sent = name, 0, 0
        self._client = client
        self._buffer = bytearray()

    def write(self, data: bytes | memoryview) -> int:
        """Add bytes; returns where they begin."""
        start = self.length
        self._buffer += data
        self.length += len(data)
        while len(self._buffer) >= SEGMENT:
            self._send(bytes(self._buffer[:SEGMENT]))
            del self._buffer[:SEGMENT]
        return start

    def finish(self) -> None:
        """Send the rest."""
        if self._buffer or not self.sent:
            self._send(bytes(self._buffer))
            self._buffer.clear()

    def _send(self, data: bytes) -> None:
        number, self.sent = self.sent, self.sent + 1
        self._client.put(_segment(self.name, number), data)


class _ObjectWriter(LargeWriter):
    """Writes one large item as segments."""

    def __init__(self, store: ObjectStore, segments: _Segments) -> None:
        self._store, self._segments = store, segments
        self._room = bytearray(_ROOM)

    def reserve(self, size: int) -> memoryview:
        """Return room for the next bytes."""
        return memoryview(self._room)[:size]

    def commit(self, size: int) -> None:
        """Take what was filled."""
        with memoryview(self._room) as view, view[:size] as part:
            self._segments.write(part)

    def finish(self) -> Place:
        """Send the rest."""
        self._segments.finish()
        return Place(self._segments.name, 0, self._segments.length)

    def abort(self) -> None:
        """Give up; also after `finish`, before `settle`."""
        self._store.forget(self._segments)


def _segment(name: str, number: int) -> str:
    return f"{name}/{number:06d}"


def _stretches(offset: int, length: int) -> Iterator[tuple[int, int, int]]:
    """Cut a stretch along the segments: number of the segment, start in it, length."""
    end = offset + length
    while offset < end:
        number, start = divmod(offset, SEGMENT)
        size = min(SEGMENT - start, end - offset)
        yield number, start, size
        offset += size
