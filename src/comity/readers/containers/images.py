"""Disk images as containers: raw, E01, qcow2 and VMDK; every file of every file system is handed on, under the name of its volume.

The Sleuth Kit finds volumes and file systems (NTFS, FAT, exFAT, ext, HFS+, APFS, UFS, ISO 9660); libewf, libqcow and libvmdk open what
wraps them. Links are recorded and never followed, deleted names are told and not read, and what lies between the files (free space,
slack) is named once as not searched. An image in several segments is read only where one segment holds it all.
"""

from __future__ import annotations

import io
import mmap
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

Data = bytes | mmap.mmap
_EWF, _QCOW, _VMDK = b"EVF\x09\x0d\x0a\xff\x00", b"QFI\xfb", b"KDMV"
_SMALLEST, _SECTOR = 64 << 10, 512
_PIECE = 1 << 20
_MOST_FOLDERS = 1_000_000


class ImageError(Exception):
    """An image, a volume or a file in it cannot be opened; the text says why."""


class ImageFile(NamedTuple):
    """A file in an image, or the reason why there is none.

    Attributes:
        path: volume, file system and path in it.
        size: bytes.
        refusal: why it is not read; empty when it is.
        handle: what the content is read from.
    """

    path: str
    size: int
    refusal: str = ""
    handle: Any = None

    def pieces(self) -> Iterator[bytes]:
        """Yield the content.

        Raises:
            OSError: the file system gives less than it promised.
        """
        place = 0
        while place < self.size:
            piece = self.handle.read_random(place, min(_PIECE, self.size - place))
            if not piece:
                raise OSError(f"ends after {place} of {self.size} bytes")
            yield piece
            place += len(piece)


class _Media(Protocol):
    def read_buffer_at_offset(self, size: int, offset: int) -> bytes: ...


def image_kind(data: Data) -> str | None:
    """Tell by content what kind of disk image this is; None when it is none."""
    head = bytes(data[:_SECTOR])
    for magic, kind in ((_EWF, "ewf"), (_QCOW, "qcow"), (_VMDK, "vmdk")):
        if head.startswith(magic):
            return kind
    if len(data) < _SMALLEST or len(data) % _SECTOR:
        return None
    is_table = bytes(data[512:520]) == b"EFI PART" or _is_partition_table(head, len(data))
    is_volume = head[3:11] in {b"NTFS    ", b"EXFAT   "} or head[82:87] == b"FAT32" or head[54:58] == b"FAT1"
    is_other = bytes(data[1080:1082]) == b"\x53\xef" or bytes(data[1024:1026]) in {b"H+", b"HX"} or bytes(data[32:36]) == b"NXSB"
    return "raw" if is_table or is_volume or is_other or bytes(data[32769:32774]) == b"CD001" else None


def _is_partition_table(head: bytes, size: int) -> bool:
    if head[510:512] != b"\x55\xaa":
        return False
    entries = [head[place : place + 16] for place in range(446, 510, 16)]
    used = [entry for entry in entries if entry[4]]
    return bool(used) and all(entry[0] in {0, 0x80} for entry in entries) and all(_fits(entry, size) for entry in used)


def _fits(entry: bytes, size: int) -> bool:
    start, length = int.from_bytes(entry[8:12], "little"), int.from_bytes(entry[12:16], "little")
    return start > 0 and length > 0 and start * _SECTOR < size


def image_files(data: Data) -> Iterator[ImageFile]:
    """Yield every file of every file system.

    Raises:
        ImageError: the image as a whole cannot be opened.
    """
    import pytsk3

    prefix = "TSK_FS_TYPE_"
    names = [known for known in dir(pytsk3) if known.startswith(prefix) and not known.endswith(("ENUM", "DETECT"))]
    kinds = {int(getattr(pytsk3, known)): known.removeprefix(prefix).lower() for known in names}
    image, size = _image(data)
    for name, offset, length in _volumes(image, size):
        try:
            system = pytsk3.FS_Info(image, offset=offset)
        except OSError as problem:
            yield ImageFile(name, length, f"no file system that can be read: {_first_line(problem)}")
            continue
        yield from _files(system, f"{name}-{kinds.get(int(system.info.ftype), 'unknown')}")
    yield ImageFile("free space", size, "deleted files, free space and slack are not searched")


def _image(data: Data) -> tuple[Any, int]:
    """Open what wraps the disk and hand it to The Sleuth Kit."""
    import pytsk3

    kind = image_kind(data)
    media, size = (None, len(data)) if kind == "raw" else _unwrapped(data, kind or "")

    class Image(pytsk3.Img_Info):  # type: ignore[misc]  # a library without types
        def __init__(self) -> None:
            super().__init__(url="", type=pytsk3.TSK_IMG_TYPE_EXTERNAL)

        def close(self) -> None: ...

        def read(self, offset: int, length: int) -> bytes:
            if media is None:
                return bytes(data[offset : offset + length])
            return media.read_buffer_at_offset(min(length, max(size - offset, 0)), offset)

        def get_size(self) -> int:
            return size

    return Image(), size


def _unwrapped(data: Data, kind: str) -> tuple[_Media, int]:
    file = io.BytesIO(data) if isinstance(data, bytes) else _Mapped(data)
    try:
        if kind == "ewf":
            return _ewf(data, file)
        if kind == "qcow":
            import pyqcow

            disk = pyqcow.file()
            disk.open_file_object(file)
            if disk.is_locked():
                raise ImageError("the image is encrypted")
            return disk, int(disk.get_media_size())
        import pyvmdk

        disk = pyvmdk.handle()
        disk.open_file_object(file)
        disk.open_extent_data_files_as_file_objects([file])
        return disk, int(disk.get_media_size())
    except (OSError, MemoryError, ValueError, TypeError) as problem:
        raise ImageError(f"the {kind} image cannot be opened: {_first_line(problem)}") from problem


def _ewf(data: Data, file: object) -> tuple[_Media, int]:
    import pyewf

    segment = int.from_bytes(data[9:11], "little")
    if segment != 1:
        raise ImageError(f"segment {segment} of an image: only whole images in one segment are read")
    disk = pyewf.handle()
    disk.open_file_objects([file])
    return disk, int(disk.get_media_size())


class _Mapped:
    """A mapped file as the libraries want files: they ask for the size, too."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        end = len(self._data) if size < 0 else self._place + size
        piece = bytes(self._data[self._place : end])
        self._place += len(piece)
        return piece

    def seek(self, offset: int, whence: int = 0) -> int:
        self._place = offset + (0, self._place, len(self._data))[whence]
        return self._place

    def tell(self) -> int:
        return self._place

    def get_size(self) -> int:
        return len(self._data)


def _volumes(image: Any, size: int) -> list[tuple[str, int, int]]:
    """List the volumes: name, first byte, length; an image without a table of partitions is one volume."""
    import pytsk3

    try:
        table = pytsk3.Volume_Info(image)
    except OSError:
        return [("volume", 0, size)]
    block = int(table.info.block_size)
    used = [part for part in table if int(part.flags) == int(pytsk3.TSK_VS_PART_FLAG_ALLOC)]
    return [(f"p{number}", int(part.start) * block, int(part.len) * block) for number, part in enumerate(used, start=1)]


def _files(system: Any, name: str) -> Iterator[ImageFile]:
    stack: list[tuple[Any, str]] = []
    seen: set[int] = set()
    try:
        stack.append((system.open_dir(path="/"), name))
    except OSError as problem:
        yield ImageFile(name, 0, f"the root folder cannot be read: {_first_line(problem)}")
    while stack:
        folder, above = stack.pop()
        for entry in _entries(folder):
            path = above if entry is None else f"{above}/{entry.info.name.name.decode('utf-8', 'backslashreplace')}"
            if path.endswith(("/.", "/..", "/$OrphanFiles")):
                continue
            inner, file = _entry(entry, path, seen)
            if inner is not None:
                stack.append((inner, path))
            if file is not None:
                yield file


def _entry(entry: Any, path: str, seen: set[int]) -> tuple[Any, ImageFile | None]:
    """Tell what an entry of a folder is: a folder to go into, or a file."""
    import pytsk3

    if entry is None:
        return None, ImageFile(path, 0, "the folder breaks off")
    meta = entry.info.meta
    if meta is None or int(entry.info.name.flags) & int(pytsk3.TSK_FS_NAME_FLAG_UNALLOC):
        return None, ImageFile(path, 0, "deleted: the name is left, the content is not read")
    if meta.type == pytsk3.TSK_FS_META_TYPE_REG:
        return None, ImageFile(path, int(meta.size), handle=entry)
    if meta.type != pytsk3.TSK_FS_META_TYPE_DIR:
        is_own = meta.type in {pytsk3.TSK_FS_META_TYPE_VIRT, pytsk3.TSK_FS_META_TYPE_VIRT_DIR}
        return None, None if is_own else ImageFile(path, 0, "a link, device or pipe: recorded, never followed")
    if int(meta.addr) in seen or len(seen) >= _MOST_FOLDERS:
        return None, None
    seen.add(int(meta.addr))
    try:
        return entry.as_directory(), None
    except OSError as problem:
        return None, ImageFile(path, 0, f"the folder cannot be read: {_first_line(problem)}")


def _entries(folder: Any) -> Iterator[Any]:
    """Yield the entries of a folder, and None where it breaks off."""
    rows = iter(folder)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except OSError:
            yield None
            return


def _first_line(problem: BaseException) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0][:160]
