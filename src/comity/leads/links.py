"""Addresses of pages, bare hosts and e-mail addresses: where they begin and end in running text.

Each is looked for from its rarest mark (`://`, a point before a letter, `@`) and widened from there, so that text without the mark
costs nothing and no text costs more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_POINT = re.compile(r"\.[^\W\d_]")
_HOST_RIGHT = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_IP_HOST = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}")
_WHOLE = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[\w-]+(?:\.[\w-]+)*)(?::(?P<port>[0-9]{1,5})(?![0-9]))?(?P<rest>[/?#][^\s<>\"«»“”„`\\^|]*)?"
)
_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,14})$")
_USER = re.compile(r"[\w.%+~-]{1,64}(?::[^\s@/]{0,64})?@")
_LONGEST_USER = 64 + 1 + 64 + 1
_BEFORE_POINT = re.compile(r"[\w.-]{0,253}")
_BEFORE_AT = re.compile(r"[\w.+%-]{0,65}")
_CLOSERS = {")": "(", "]": "[", "}": "{"}


@dataclass(slots=True)
class Link:
    """An address of a page, or a bare host.

    Attributes:
        start: first character, the scheme included.
        end: after the last one.
        scheme: lower case; empty where none is written.
        host: as written; an IPv6 host without its brackets.
        host_start: first character of the host.
        host_end: after the last one.
        is_ip: whether the host is an IP address.
        port: as written; None where none is.
        rest: path, query and fragment.
    """

    start: int
    end: int
    scheme: str
    host: str
    host_start: int
    host_end: int
    is_ip: bool
    port: int | None
    rest: str


@dataclass(slots=True)
class Mail:
    """A run around an `@` that looks like an e-mail address."""

    start: int
    end: int
    local: str
    host: str


def links(text: str, mirror: str) -> Iterator[Link]:
    """Find addresses with a scheme, and hosts without one, in the order of the text.

    Args:
        text: the text.
        mirror: the text from its end to its beginning, in which what stands before a mark is read forward.
    """
    with_scheme = list(_with_scheme(text))
    spans = iter(with_scheme)
    yield from with_scheme
    following, last = next(spans, None), 0
    for point in _POINT.finditer(text):
        place = point.start()
        while following and following.end <= place:
            following = next(spans, None)
        if place < last or (following and following.start <= place):
            continue
        link = _bare(text, mirror, place)
        if link:
            last = link.end
            yield link


def _with_scheme(text: str) -> Iterator[Link]:
    place = text.find("://")
    while place >= 0:
        scheme = _SCHEME.search(text, max(0, place - 15), place)
        link = _after_scheme(text, scheme, place + 3) if scheme else None
        if link:
            yield link
        place = text.find("://", link.end if link else place + 3)


def _after_scheme(text: str, scheme: re.Match[str], place: int) -> Link | None:
    user = _USER.match(text, place) if "@" in text[place : place + _LONGEST_USER] else None
    host_start = user.end() if user else place
    return _link(text, scheme.start(), scheme.group().lower(), host_start)


def _link(text: str, start: int, scheme: str, host_start: int) -> Link | None:
    found = _WHOLE.match(text, host_start)
    if not found:
        return None
    written, port, rest = found.groups()
    host_end = found.end(1)
    is_ip = written[0] == "[" or (written[-1].isdigit() and _IP_HOST.fullmatch(written) is not None)
    if is_ip:
        written = written.strip("[]")
    elif written[-1] in "-_":
        written = written.rstrip("-_")
        host_end = host_start + len(written)
        return Link(start, host_end, scheme, written, host_start, host_end, False, None, "")
    kept = _trimmed(rest) if rest else ""
    end = found.end() - len(rest or "") + len(kept)
    return Link(start, end, scheme, written, host_start, host_end, is_ip, int(port) if port else None, kept)


def _trimmed(rest: str) -> str:
    """Take away the punctuation of the sentence: a closing bracket only where it was not opened inside."""
    while rest:
        last = rest[-1]
        if last in ".,;:!?'’…*" or (last in _CLOSERS and rest.count(last) > rest.count(_CLOSERS[last])):
            rest = rest[:-1]
        else:
            break
    return rest


def _bare(text: str, mirror: str, place: int) -> Link | None:
    length = len(text)
    run = _BEFORE_POINT.match(mirror, length - place)
    start = length - run.end() if run else place
    while start < place and text[start] in "-_.":
        start += 1
    before = text[start - 1] if start else " "
    if start == place or before in "@\\" or (before == "/" and text[start - 2 : start - 1] != " "):
        return None
    return _link(text, start, "", start)


def mails(text: str, mirror: str) -> Iterator[Mail]:
    """Find the runs around each `@` that has a name before and a host with a point after it.

    Args:
        text: the text.
        mirror: the text from its end to its beginning.
    """
    length = len(text)
    place = text.find("@")
    last = 0
    while place >= 0:
        run = _BEFORE_AT.match(mirror, length - place, length - last)
        start = length - run.end() if run else place
        while start < place and text[start] in ".-%+":
            start += 1
        host = _HOST_RIGHT.match(text, place + 1)
        if start < place and host and "." in host.group() and text[start - 1 : start] != "@":
            written = host.group().rstrip("-_")
            last = place + 1 + len(written)
            yield Mail(start, last, text[start:place], written)
        place = text.find("@", place + 1)
