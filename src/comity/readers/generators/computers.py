"""Computers: system logs of both ages, login records, shell histories, an event log and a hive of Windows, Cellebrite's report.

The event log and the hive are written byte by byte after the published descriptions: the smallest that hold what an investigator looks for.
"""

from __future__ import annotations

import struct
from datetime import datetime, timedelta, timezone
from random import Random
from xml.sax.saxutils import escape

from comity.readers.generators.made import Made, address, moments, words

_FILETIME = 11_644_473_600
Events = list[dict[str, object]]


def filetime(at: datetime) -> int:
    """Return 100 nanoseconds since 1601."""
    return (int(at.timestamp()) + _FILETIME) * 10_000_000


def syslog(random: Random, count: int) -> Made:
    """Make an `auth.log` of the old kind, read with no decision about its year: the times wait. One line is none."""
    out: list[str] = []
    events = Events()
    for number, at in enumerate(moments(random, count)):
        ip, port = address(random), random.randint(1024, 65535)
        stamp = f"{at:%b} {at.day:2d} {at:%H:%M:%S}"
        if number % 3 == 0:
            out.append(f"{stamp} srv sshd[{number}]: Accepted password for анна from {ip} port {port} ssh2")
            events.append(
                {"kind": "login", "ts_utc": None, "ts_raw": stamp, "ts_basis": "unknown", "actor_id": "анна", "ip": ip, "port": port}
            )
        elif number % 3 == 1:
            out.append(f"{stamp} srv sshd[{number}]: Failed password for invalid user x from {ip} port {port} ssh2")
            events.append(
                {"kind": "login", "ts_utc": None, "ts_raw": stamp, "ts_basis": "unknown", "actor_id": "x", "ip": ip, "port": port}
            )
        else:
            out.append(f"{stamp} srv kernel: {words(random)}")
            events.append({"kind": "other", "ts_utc": None, "ts_raw": stamp, "actor_id": None})
    out.insert(1, "  a line that belongs to nothing")
    return Made("linux_syslog", {"auth.log": ("\n".join(out) + "\n").encode()}, events, quarantined=1)


def syslog_with_offset(random: Random, count: int) -> Made:
    """Make a `syslog` of the new kind, with offsets, sessions and a new user."""
    zone = timezone(timedelta(hours=5))
    out: list[str] = []
    events = Events()
    told = {
        0: ("login", "pam_unix(sshd:session): session opened for user anna(uid=1000) by (uid=0)"),
        1: ("logout", "pam_unix(sshd:session): session closed for user anna"),
        2: ("registration", "new user: name=anna, UID=1001, GID=1001, home=/srv/anna, shell=/bin/sh"),
    }
    for number, whole in enumerate(moments(random, count)):
        at = whole + timedelta(microseconds=250_000)
        kind, text = told[number % 3]
        out.append(f"{at.astimezone(zone).isoformat()} srv sshd[{number}]: {text}")
        events.append({"kind": kind, "ts_utc": at, "ts_basis": "explicit_offset", "actor_id": "anna", "text": text})
    return Made("linux_syslog", {"syslog": "\r\n".join(out).encode()}, events)


def wtmp(random: Random, count: int) -> Made:
    """Make `wtmp`: boots, logins and logouts, and an end cut short."""
    out = b""
    events = Events()
    for number, at in enumerate(moments(random, count)):
        kind, name = ((2, "other"), (7, "login"), (8, "logout"))[number % 3]
        ip = bytes((192, 0, 2, number % 250 + 1)) if kind == 7 else bytes(4)
        user = b"anna" if kind == 7 else b""
        fixed = struct.pack(
            "<hxxi32s4s32s256shhiii",
            kind,
            100 + number,
            b"pts/0",
            b"ts/0",
            user,
            b"192.0.2.9" if kind == 7 else b"",
            0,
            0,
            0,
            int(at.timestamp()),
            250_000,
        )
        out += fixed + ip + bytes(12) + bytes(20)
        row: dict[str, object] = {"kind": name, "ts_utc": at + timedelta(microseconds=250_000), "actor_id": "anna" if kind == 7 else None}
        events.append(row | {"ip": f"192.0.2.{number % 250 + 1}" if kind == 7 else None})
    return Made("linux_wtmp", {"wtmp": out + b"\x07\x00"}, events, quarantined=1)


def bash_history(random: Random, count: int) -> Made:
    """Make `.bash_history` with times, and a time without a command."""
    out: list[str] = []
    events = Events()
    for at in moments(random, count):
        command = f"ssh {words(random)}"
        out += [f"#{int(at.timestamp())}", command]
        events.append({"kind": "other", "ts_utc": at, "text": command})
    last = moments(random, 1)[0]
    events.append({"kind": "other", "ts_utc": last, "text": None})
    return Made("linux_shell_history", {".bash_history": "\n".join([*out, f"#{int(last.timestamp())}", ""]).encode()}, events)


def zsh_history(random: Random, count: int) -> Made:
    """Make `.zsh_history`, some commands over two lines."""
    out: list[str] = []
    events = Events()
    for number, at in enumerate(moments(random, count)):
        command = f"echo {words(random)}" + ("\nls -l" if number % 4 == 1 else "")
        out.append(f": {int(at.timestamp())}:0;" + command.replace("\n", "\\\n"))
        events.append({"kind": "other", "ts_utc": at, "text": command})
    return Made("linux_shell_history", {".zsh_history": ("\n".join(out) + "\n").encode()}, events)


def event_log(random: Random, count: int) -> Made:
    """Make a security log with one chunk: logons, refused logons and logoffs, in binary XML without templates."""
    chunk = bytearray(512)
    start = len(chunk)
    events = Events()
    found = moments(random, min(count, 60))
    for number, at in enumerate(found, start=1):
        event, kind = ((4624, "login"), (4625, "login"), (4634, "logout"))[number % 3]
        ip = address(random)
        fields = (("TargetUserName", "anna"), ("IpAddress", ip), ("IpPort", "50000"))
        start = len(chunk)
        chunk += b"**\0\0" + struct.pack("<IQQ", 0, number, filetime(at)) + b"\x0f\x01\x01\x00"
        _element(chunk, "Event", [("System", [("EventID", str(event)), ("Computer", "PC-1")]), ("EventData", list(fields))])
        chunk += b"\x00"
        size = len(chunk) - start + 4
        chunk += struct.pack("<I", size)
        chunk[start + 4 : start + 8] = struct.pack("<I", size)
        events.append({"kind": kind, "ts_utc": at, "actor_id": "anna", "ip": ip, "port": 50000, "device_id": "PC-1"})
    free = len(chunk)
    head = b"ElfChnk\0" + struct.pack("<QQQQIIII", 1, len(found), 1, len(found), 128, start, free, 0)
    chunk[: len(head)] = head
    chunk += bytes(65536 - len(chunk))
    header = b"ElfFile\0" + struct.pack("<QQQIHHHH", 0, 0, len(found) + 1, 128, 1, 3, 4096, 1)
    return Made("windows_event_log", {"Security.evtx": header + bytes(4096 - len(header)) + bytes(chunk)}, events)


def _element(chunk: bytearray, name: str, content: object) -> None:
    chunk += b"\x01"  # outside templates an element has no dependency identifier ([MS-EVEN6] section 2.2.12)
    size_at = len(chunk)
    chunk += bytes(4)
    chunk += struct.pack("<I", len(chunk) + 4)
    value = 0
    for letter in name:
        value = (value * 65599 + ord(letter)) & 0xFFFFFFFF
    chunk += struct.pack("<IHH", 0, value & 0xFFFF, len(name)) + name.encode("utf-16-le") + b"\0\0" + b"\x02"
    if isinstance(content, str):
        chunk += b"\x05\x01" + struct.pack("<H", len(content)) + content.encode("utf-16-le")
    elif isinstance(content, list):
        for inner, value_of in content:
            _element(chunk, inner, value_of)
    chunk += b"\x04"
    chunk[size_at : size_at + 4] = struct.pack("<I", len(chunk) - size_at - 4)


def hive(random: Random, count: int) -> Made:
    """Make a hive: a root with one key a storage device seen, each with its name."""
    count = min(count, 80)
    found = moments(random, count + 1)
    cells = bytearray(32)
    events = Events()
    places: list[int] = []

    def put(body: bytes) -> int:
        place = len(cells)
        size = -(-(len(body) + 4) // 8) * 8
        cells.extend(struct.pack("<i", -size) + body + bytes(size - 4 - len(body)))
        return place

    def key(name: str, at: datetime, parent: int, subs: tuple[int, int], values: tuple[int, int], flags: int) -> bytes:
        raw = name.encode("latin-1")
        return (
            struct.pack("<2sHQIIIIIIIIIIIIIIIHH", b"nk", flags | 0x20, filetime(at), 0, parent, subs[0], 0, subs[1], 0xFFFFFFFF,
                        values[0], values[1], 0xFFFFFFFF, 0xFFFFFFFF, 0, 0, 0, 0, 0, len(raw), 0) + raw
        )  # fmt: skip

    root = put(key("ROOT", found[0], 0, (count, 0), (0, 0xFFFFFFFF), 0x0C))
    for number, at in enumerate(found[1:]):
        text = f"Диск {number}".encode("utf-16-le") + b"\0\0"
        data = put(text)
        value = put(struct.pack("<2sHIIIHH", b"vk", 12, len(text), data, 1, 1, 0) + b"FriendlyName")
        values = put(struct.pack("<I", value))
        places.append(put(key(f"Disk&{number:03d}", at, root, (0, 0xFFFFFFFF), (1, values), 0)))
        events.append({"kind": "other", "ts_utc": at, "text": f"ROOT\\Disk&{number:03d}"})
    listing = put(struct.pack("<2sH", b"lf", count) + b"".join(struct.pack("<I4s", place, b"Disk") for place in places))
    struct.pack_into("<I", cells, root + 4 + 28, listing)
    events.append({"kind": "other", "ts_utc": found[0], "text": "ROOT"})
    size = -(-len(cells) // 4096) * 4096
    rest = size - len(cells)
    if rest >= 8:
        cells.extend(struct.pack("<i", rest) + bytes(rest - 4))
    cells[:32] = struct.pack("<4sIIQQI", b"hbin", 0, size, 0, filetime(found[0]), 0)
    base = bytearray(struct.pack("<4sIIQIIIIIII", b"regf", 1, 1, filetime(found[0]), 1, 3, 0, 1, root, size, 1).ljust(508, b"\0"))
    check = 0
    for word in struct.unpack("<127I", base):
        check ^= word
    base += struct.pack("<I", check)
    return Made("windows_registry", {"SYSTEM": bytes(base).ljust(4096, b"\0") + bytes(cells)}, events)


def cellebrite(random: Random, count: int) -> Made:
    """Make `report.xml`: calls with parties, a chat whose messages are records of their own, a place, a deleted message recovered."""
    out = ['<?xml version="1.0" encoding="utf-8"?>\n<project id="1" name="P" xmlns="http://pa.cellebrite.com/report/2.0">\n<decodedData>\n']
    events = Events()
    found = moments(random, count)
    half = max(count // 2, 1)
    out.append('<modelType type="Call">')
    for number, at in enumerate(found[:half]):
        out.append(
            f'<model type="Call" id="c{number}" deleted_state="Intact">'
            f"{_field('Type', 'Incoming')}{_field('TimeStamp', _stamp(at), 'TimeStamp')}"
            f'<multiModelField name="Parties" type="Party"><model type="Party" id="p{number}">{_field("Identifier", "+77010000001")}'
            f"{_field('Role', 'From')}</model></multiModelField></model>"
        )
        events.append({"kind": "call", "ts_utc": at, "actor_id": "+77010000001", "direction": "in"})
    out.append('</modelType><modelType type="Chat"><model type="Chat" id="chat-1"><multiModelField name="Messages" type="InstantMessage">')
    for number, at in enumerate(found[half:]):
        body = words(random) + " <&>"
        state = "Deleted" if number == 0 else "Intact"
        out.append(
            f'<model type="InstantMessage" id="m{number}" deleted_state="{state}">'
            f'<modelField name="From" type="Party"><model type="Party" id="q{number}">'
            f"{_field('Identifier', 'bb@example.org')}</model></modelField>{_field('Body', body)}"
            f"{_field('TimeStamp', _stamp(at), 'TimeStamp')}</model>"
        )
        events.append({"kind": "message", "ts_utc": at, "actor_id": "bb@example.org", "text": body, "thread_id": "chat-1"})
    out.append("</multiModelField></model></modelType>")
    out.append(
        f'<modelType type="Location"><model type="Location" id="l">'
        f'<modelField name="Position" type="Coordinate"><model type="Coordinate" id="k">'
        f"{_field('Latitude', '43.25')}{_field('Longitude', '76.9')}</model></modelField>"
        f"{_field('TimeStamp', _stamp(found[0]), 'TimeStamp')}</model></modelType>"
    )
    events += [{"kind": "other", "thread_id": "chat-1"}, {"kind": "location", "ts_utc": found[0], "lat": 43.25, "lon": 76.9}]
    out.append("</decodedData></project>")
    return Made("cellebrite_report", {"report.xml": "".join(out).encode()}, events)


def _stamp(at: datetime) -> str:
    return at.astimezone(timezone(timedelta(hours=6))).isoformat()


def _field(name: str, value: str, kind: str = "String") -> str:
    inner = f"<![CDATA[{value}]]>" if name == "Body" else escape(value)
    return f'<field name="{name}" type="{kind}"><value type="{kind}">{inner}</value></field>'


def prefetch(random: Random, count: int) -> Made:
    """Make a prefetch file of version 17, uncompressed: one run, the files it touched, one volume."""
    at = moments(random, count)[0]
    names = ["\\DEVICE\\HARDDISKVOLUME1\\TOOL.EXE", "\\DEVICE\\HARDDISKVOLUME1\\ФАЙЛ.DLL"]
    volume = "\\DEVICE\\HARDDISKVOLUME1"
    strings = b"".join(name.encode("utf-16-le") + b"\0\0" for name in names)
    metrics, place = b"", 0
    for name in names:
        metrics += struct.pack("<IIIII", 0, 1, place, len(name), 0)
        place += len(name) * 2 + 2
    traces = struct.pack("<IIBBH", 0xFFFFFFFF, 0, 1, 1, 0)
    start = 84 + 68
    at_traces = start + len(metrics)
    at_strings = at_traces + len(traces)
    at_volume = -(-(at_strings + len(strings)) // 8) * 8
    path = volume.encode("utf-16-le") + b"\0\0"
    references = struct.pack("<IIQ", 1, 1, 0x5)
    at_references = -(-(40 + len(path)) // 8) * 8
    fixed = (40, len(volume), filetime(at), 0x1234ABCD, at_references, len(references), at_references + len(references), 0, 0)
    volumes = (struct.pack("<IIQIIIIII", *fixed) + path).ljust(at_references, b"\0") + references + bytes(8)
    info = struct.pack("<IIIIIIIIIQ16sII", start, len(names), at_traces, 1, at_strings, len(strings),
        at_volume, 1, len(volumes), filetime(at),
                       b"", 7, 0)  # fmt: skip
    body = (info + metrics + traces + strings).ljust(at_volume - 84, b"\0") + volumes
    head = struct.pack("<I4sII60sII", 17, b"SCCA", 15, 84 + len(body), "TOOL.EXE".encode("utf-16-le"), 0xAABBCCDD, 0)
    return Made("windows_prefetch", {"TOOL.EXE-AABBCCDD.pf": head + body}, [{"kind": "other", "ts_utc": at, "text": "TOOL.EXE"}])


MAKERS = (prefetch, syslog, syslog_with_offset, wtmp, bash_history, zsh_history, event_log, hive, cellebrite)
