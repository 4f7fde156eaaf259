"""Logins of Linux (`wtmp`, `btmp`, `utmp`): records of 384 bytes, little-endian, times in seconds and microseconds since 1970 (utmp(5))."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from comity.readers.databases import clocks
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_SHAPE = struct.Struct("<hxxi32s4s32s256shhiii16s20s")
_KINDS = {
    0: "empty",
    1: "run_level",
    2: "boot",
    3: "new_time",
    4: "old_time",
    5: "init",
    6: "login_process",
    7: "login",
    8: "logout",
    9: "accounting",
}
_LATEST = 4_102_444_800


class LinuxWtmp(Reader):
    """One event a record; an end that is too short goes into quarantine."""

    slug = "linux_wtmp"
    version = 1
    product = "wtmp"
    roles = {"actor_id": "account"}

    def detect(self, source: Source) -> float:
        if source.size < _SHAPE.size:
            return 0.0
        heads = [source.head[place : place + _SHAPE.size] for place in range(0, min(source.size, 8 * _SHAPE.size), _SHAPE.size)]
        return 0.85 if all(_plausible(raw) for raw in heads if len(raw) == _SHAPE.size) and any(any(raw) for raw in heads) else 0.0

    def count(self, source: Source) -> int:
        return -(-source.size // _SHAPE.size)

    def read(self, source: Source) -> Iterator[Yield]:
        for place in range(0, source.size, _SHAPE.size):
            raw = bytes(source.data[place : place + _SHAPE.size])
            locator = f"@{place}+{len(raw)}"
            yield _record(raw, locator) if _plausible(raw) else Unreadable(locator, "no login record: cut short, or of another kind")


def _plausible(raw: bytes) -> bool:
    if len(raw) != _SHAPE.size:
        return False
    kind, _pid, line, _ident, user, host, _end, _exit, _session, seconds, micro, _address, _rest = _SHAPE.unpack(raw)
    texts = all(_is_text(part) for part in (line, user, host))
    return kind in _KINDS and texts and raw[2:4] == b"\0\0" and 0 <= seconds & 0xFFFFFFFF < _LATEST and 0 <= micro < 1_000_000


def _is_text(raw: bytes) -> bool:
    used, _, rest = raw.partition(b"\0")
    return not any(byte < 32 for byte in used) and not (used == b"" and any(rest))


def _record(raw: bytes, locator: str) -> Record:
    kind, pid, line, ident, user, host, ended, status, session, seconds, micro, address, _rest = _SHAPE.unpack(raw)
    at = clocks.unix_us((seconds & 0xFFFFFFFF) * 1_000_000 + micro)
    name = _KINDS[kind]
    return Record(
        kind=name if name in {"login", "logout"} else "other",
        locator=locator,
        at=at._replace(raw=f"{seconds & 0xFFFFFFFF}.{micro:06d}") if at.us is not None else at,
        ts_kind="registered",
        actor_id=_text(user),
        ip=_address(address),
        text=_text(host),
        attrs={"record": name, "pid": pid, "line": _text(line), "id": _text(ident), "session": session, "ended": ended, "exit": status},
    )


def _text(raw: bytes) -> str | None:
    return raw.partition(b"\0")[0].decode("utf-8", "backslashreplace") or None


def _address(raw: bytes) -> str | None:
    if not any(raw):
        return None
    return str(IPv6Address(raw)) if any(raw[4:]) else str(IPv4Address(raw[:4]))
