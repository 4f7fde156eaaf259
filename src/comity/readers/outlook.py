"""Mailboxes of Outlook (PST, OST; MS-PST) through libpff: folders, messages, and a message as text for whoever opens its place.

Properties are taken one by one, so that one that is broken costs itself. Times of messages are counts in UTC; the headers that came with a
mail state an offset besides, and are believed where they are there.
"""

from __future__ import annotations

import email.parser
import email.policy
import io
import mmap
import re
from collections.abc import Callable, Iterator
from typing import Any

from comity.readers.mail import header, text_of_html

MAGIC = b"!BDN"
BROKEN = (OSError, MemoryError, ValueError, OverflowError)
"""What the library raises over what is broken; it says MemoryError where an item cannot be made."""
_FOLDER, _MESSAGE, _KINDS = 2, 4, 0x1F
_DEEPEST = 64
_PLACE = re.compile(r"item:(\d+)")
_TO = 0x0E04
_HEADERS = email.parser.HeaderParser(policy=email.policy.compat32)
Data = bytes | mmap.mmap


def opened(data: Data) -> Any:
    """Open a mailbox.

    Raises:
        OSError: it is broken, or no mailbox of Outlook.
    """
    import pypff

    file = pypff.file()
    try:
        file.open_file_object(io.BytesIO(data) if isinstance(data, bytes) else _rewound(data))
        file.get_root_folder()
    except BROKEN as problem:
        raise OSError(str(problem).split(".", 1)[0]) from problem
    return file


def _rewound(data: mmap.mmap) -> mmap.mmap:
    data.seek(0)
    return data


def messages(file: Any) -> Iterator[tuple[str, int, Callable[[], Any]]]:
    """Yield every message: path of its folder, its number, and what gives it; also those that no folder holds."""
    yield from _within(file.get_root_folder(), "", 0)
    for number in range(_number(lambda: file.number_of_orphan_items)):
        yield "(orphans)", -1 - number, lambda number=number: file.get_orphan_item(number)  # type: ignore[misc]  # bound at once


def _within(folder: Any, path: str, depth: int) -> Iterator[tuple[str, int, Callable[[], Any]]]:
    if folder is None or depth > _DEEPEST:
        return
    for number in range(_number(lambda: folder.number_of_sub_items)):
        try:
            item = folder.get_sub_item(number)
            ident = int(item.identifier)
        except BROKEN:
            yield path, -1 - number, lambda number=number: folder.get_sub_item(number)  # type: ignore[misc]  # bound at once
            continue
        if ident & _KINDS == _FOLDER:
            name = told(lambda item=item: getattr(item, "name", None)) or "?"  # type: ignore[misc]  # bound at once
            yield from _within(item, f"{path}/{name}", depth + 1)
        elif ident & _KINDS == _MESSAGE:
            yield path, ident, lambda item=item: item  # type: ignore[misc]  # bound at once


def _number(get: Callable[[], int]) -> int:
    try:
        return int(get())
    except BROKEN:
        return 0


def told(get: Callable[[], object]) -> str | None:
    """Take one property as text; None where it is missing or broken."""
    try:
        value = get()
    except BROKEN:
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace") or None
    return None if value in (None, "") else str(value)


def properties(message: Any) -> dict[str, str]:
    """Return what a message says of itself, in the order of this list; what is missing is left out."""
    found = {
        "subject": told(lambda: message.subject),
        "sender_name": told(lambda: message.sender_name),
        "display_to": _entry(message, _TO),
        "client_submit_time": _count(message.get_client_submit_time_as_integer),
        "delivery_time": _count(message.get_delivery_time_as_integer),
        "creation_time": _count(message.get_creation_time_as_integer),
        "headers": told(lambda: message.transport_headers),
        "body": _body(message),
    }
    return {name: value.replace("\r\n", "\n").strip("\0") for name, value in found.items() if value}


def attachments(message: Any) -> list[dict[str, object]]:
    """List the attachments: name and size."""
    found: list[dict[str, object]] = []
    for number in range(_number(lambda: message.number_of_attachments)):
        try:
            item = message.get_attachment(number)
            found.append({"name": told(lambda item=item: item.name), "bytes": _number(lambda item=item: item.size)})  # type: ignore[misc]
        except BROKEN:
            found.append({"name": None, "bytes": None})
    return found


def headers_of(text: str | None) -> dict[str, str]:
    """Read the headers that came with a mail."""
    if not text:
        return {}
    parsed = _HEADERS.parsestr(text.lstrip("\n"))
    return {
        name: value
        for name in ("from", "to", "cc", "date", "message-id", "x-originating-ip", "received")
        if (value := header(parsed, name))
    }


def _count(get: Callable[[], int]) -> str | None:
    """Return a time as its count of 100 nanoseconds since 1601; none where it is not set."""
    try:
        return str(value) if (value := int(get())) > 0 else None
    except (*BROKEN, TypeError):
        return None


def _body(message: Any) -> str | None:
    plain = told(lambda: message.plain_text_body)
    if plain:
        return plain
    web = told(lambda: message.html_body)
    return text_of_html(web) if web else None


def _entry(message: Any, kind: int) -> str | None:
    try:
        for number in range(message.number_of_record_sets):
            for entry in message.get_record_set(number).entries:
                if entry.entry_type == kind:
                    return told(entry.get_data_as_string)
    except BROKEN:
        return None
    return None


def reopened(data: Data, locator: str) -> bytes | None:
    """Return a message as text, property by property; None when the locator is of another kind or there is no such message."""
    found = _PLACE.fullmatch(locator)
    if found is None:
        return None
    try:
        file = opened(data)
        for _, ident, get in messages(file):
            if ident == int(found[1]):
                return "\n".join(f"{name}: {value}" for name, value in properties(get()).items()).encode("utf-8", "replace")
    except BROKEN:
        return None
    return None
