"""Mailboxes in one file (mbox, RFC 4155): Google's productions and Takeout, Yahoo, Mail.ru and VK exports, mail programs.

A mail begins at a line `From ` after an empty line (or at the start). Mails are taken from the mapped file one by one: a mailbox of any
size costs the memory of its largest mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.mail import mail_record
from comity.readers.reader import Reader, Source, Unreadable, Yield

_SEPARATOR = re.compile(rb"(From [^\r\n]*\r?\n)(?=[!-9;-~]+:|\r?\n)")
_LINE = re.compile(rb"\nFrom ")
_HEADER = re.compile(rb"[!-9;-~]+:")
_LARGEST = 512 << 20


class Mailbox(Reader):
    """One event a mail."""

    slug = "mailbox"
    version = 1
    roles = {"actor_id": "email", "target_ids": "email", "account_id": "email"}

    def detect(self, source: Source) -> float:
        head = source.head.removeprefix(b"\xef\xbb\xbf")
        if not head.startswith(b"From ") or not _SEPARATOR.match(head):
            return 0.0
        return 0.9 if b"\nDate:" in head or b"\nFrom:" in head or b"\nReceived:" in head else 0.6

    def count(self, source: Source) -> int:
        """Count the separators by another way: lines that begin with `From `, stand first or after an empty one, and before a header."""
        first = _is_separator(source, 0) if bytes(source.data[:5]) == b"From " else False
        return first + sum(_is_separator(source, found.start() + 1) for found in _LINE.finditer(source.data))

    def read(self, source: Source) -> Iterator[Yield]:
        places = _separators(source)
        current = next(places, None)
        while current is not None:
            following = next(places, None)
            end = following[0] if following else source.size
            yield _mail(source, current[0], current[1], end)
            current = following


def _separators(source: Source) -> Iterator[tuple[int, int]]:
    """Yield where each line between mails begins and ends."""
    data, place = source.data, 0
    while place >= 0:
        begins = place == 0 or data[place - 2 : place] == b"\n\n" or data[place - 3 : place] == b"\n\r\n"
        found = _SEPARATOR.match(data, place) if begins else None
        if found:
            yield found.span(1)
        place = data.find(b"\nFrom ", found.end() - 1 if found else place) + 1
        if not place:
            return


def _is_separator(source: Source, place: int) -> bool:
    if place and bytes(source.data[place - 2 : place]) != b"\n\n" and bytes(source.data[place - 3 : place]) != b"\n\r\n":
        return False
    line = source.data.find(b"\n", place)
    after = bytes(source.data[line + 1 : line + 200]) if line >= 0 else b""
    return line >= 0 and (bool(_HEADER.match(after)) or after.startswith((b"\n", b"\r\n")))


def _mail(source: Source, start: int, body: int, end: int) -> Yield:
    locator = f"@{start}+{end - start}"
    if end - start > _LARGEST:
        return Unreadable(locator, f"the mail is larger than {_LARGEST} bytes")
    raw = bytes(source.data[body:end]).replace(b"\n>From ", b"\nFrom ")
    envelope = bytes(source.data[start:body]).decode("latin-1").strip()
    try:
        return mail_record(raw, locator, source, envelope=envelope)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as problem:
        return Unreadable(locator, f"no mail that can be read: {type(problem).__name__}: {problem}"[:200])
