"""Archives that are recognised and not opened, each with the way out: RAR, and single volumes of an archive in several.

The one complete program for RAR, unrar, forbids in its licence what free software allows (its code may not serve to write RAR), so it does
not belong into this process. Formats: rarlab.com/technote.htm (RAR 5), APPNOTE 6.3 sections 8 and 4.3.16 (split zip), 7zFormat.txt.
"""

from __future__ import annotations

import mmap

Data = bytes | mmap.mmap
_RAR_4, _RAR_5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_SPANNED = b"PK\x07\x08PK\x03\x04"
_END = b"PK\x05\x06"
_NEITHER = frozenset({0, 0xFFFF})
_LAST = 66_000
_UNPACK = "unpack it with a program of yours and give the folder; the digest of the archive stands here"
_JOIN = "put all volumes together (`zip -s 0 LAST.zip --out whole.zip`, `cat NAME.7z.* > whole.7z`) and give the whole"


def unopened(data: Data) -> tuple[str, str] | None:
    """Tell what an archive is that is not opened, and what to do; None for everything else.

    Returns:
        A name in brackets, as a member without a name has one, and the reason.
    """
    head = bytes(data[:64])
    if head.startswith((_RAR_4, _RAR_5)):
        parts = "one volume of a RAR archive in several" if _is_volume(head) else "a RAR archive"
        return "(RAR)", f"{parts}: not opened, the licence of its program is not free; {_UNPACK}"
    if head.startswith(_SPANNED):
        return "(zip volume)", f"the first volume of a zip archive in several: {_JOIN}"
    if head.startswith(b"PK\x03\x04") and (disk := _disk(data)) not in _NEITHER:
        return "(zip volume)", f"the last volume of a zip archive in {disk + 1}: {_JOIN}"
    if head.startswith(b"7z\xbc\xaf\x27\x1c") and 32 + int.from_bytes(head[12:20], "little") >= len(data):
        return "(7z volume)", f"the directory lies behind the end: cut short, or the first of several volumes; {_JOIN}"
    return None


def _is_volume(head: bytes) -> bool:
    """Tell by the flags of the archive's own header whether it is one of several."""
    if head.startswith(_RAR_4):
        return bool(head[10] & 1)
    place = len(_RAR_5) + 4
    values = []
    for _ in range(5):  # size, kind, flags, then size of the extra area where the flags say so, flags of the archive
        value, place = _number(head, place)
        values.append(value)
    return bool(values[4 if values[2] & 1 else 3] & 1)


def _number(head: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    for byte in head[place:]:
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            break
    return value, place


def _disk(data: Data) -> int:
    """Return the number of the volume that a zip archive ends on; 0 where it does not say."""
    last = bytes(data[-_LAST:])
    place = last.rfind(_END)
    return int.from_bytes(last[place + 4 : place + 6], "little") if place >= 0 else 0
