"""Mail as it travels (RFC 5322, MIME): all headers, the text, the links of its web version, and attachments one level deep.

Headers come first, decoded, one a line: `Received` and `X-Originating-IP` are leads. Where a mail has both a plain and a web
version, the plain one is the text, and of the web one only the link targets that the plain one lacks follow: there phishing hides.
"""

from __future__ import annotations

import binascii
import email
import re
from collections.abc import Iterator
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from comity.errors import InputError
from comity.text.documents.markup import read_markup
from comity.text.encodings import decode
from comity.text.extracted import ExtractedText, TextBuilder
from comity.text.format import Format, Source
from comity.text.messages import say

_HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):[ \t]", re.MULTILINE)
_TELLING = frozenset(
    {
        "from",
        "to",
        "subject",
        "date",
        "received",
        "message-id",
        "mime-version",
        "return-path",
        "delivered-to",
        "content-type",
        "cc",
        "reply-to",
        "sender",
    }
)
_SEALS = frozenset({"dkim-signature", "arc-seal", "arc-message-signature", "x-google-dkim-signature"})
"""Headers that hold only signatures in base64: long, and without leads."""
_MAX_PARTS = 1000
_MBOX_LINE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\n")


class Mail(Format):
    """What begins with header lines, at least two of the usual ones."""

    slug = "eml"

    def detect(self, source: Source) -> float:
        # header lines are ASCII by rule; a stray zero byte further down must not hide that this is mail
        text = source.head.decode("latin-1").removeprefix("ï»¿").replace("\r\n", "\n").lstrip("\n")
        if text.startswith("From "):
            text = text.partition("\n")[2]
        block = text.partition("\n\n")[0]
        lines = [line for line in block.split("\n") if line]
        headers = [found[1].lower() for line in lines if (found := _HEADER.match(line))]
        folded = sum(1 for line in lines if line[:1] in " \t")
        if not lines or len(headers) + folded < len(lines) - 1:
            return 0.0
        telling = len(_TELLING & set(headers))
        return 0.9 if telling >= 3 else 0.7 if telling == 2 and _HEADER.match(lines[0]) else 0.0

    def read(self, source: Source) -> ExtractedText:
        builder = TextBuilder(source.name)
        if not source.data.startswith(b"From "):
            _read_message(source.data, source, builder)
            return builder.build(self.slug)
        for number, data in enumerate(_messages(source.data), start=1):
            inner = TextBuilder(source.name)
            _read_message(data, source, inner)
            builder.add_extracted(inner.build(self.slug), say("message {number}", number=number))
        return builder.build(self.slug)


def _messages(data: bytes) -> Iterator[bytes]:
    """Split a mailbox file (RFC 4155): each message follows a line that begins with `From ` and stands after an empty one."""
    starts = [found.end() for found in _MBOX_LINE.finditer(data)]
    ends = [*[found.start() for found in _MBOX_LINE.finditer(data)][1:], len(data)]
    return (data[start:end].replace(b"\n>From ", b"\nFrom ") for start, end in zip(starts, ends, strict=True))


def _read_message(data: bytes, source: Source, builder: TextBuilder) -> None:
    try:
        message = email.message_from_bytes(data, policy=policy.compat32)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError) as problem:
        raise InputError(say("the mail cannot be read"), place=source.name, hint=say("export the message again as EML")) from problem
    _add_headers(message, builder)
    builder.add("\n", end="")
    for number, part in enumerate(_leaves(message)):
        if number >= _MAX_PARTS:
            builder.note(say("only the first {count} parts of the mail were read", count=_MAX_PARTS))
            break
        _add_part(part, message, source, builder)


def _add_headers(message: Message, builder: TextBuilder) -> None:
    for name, value in message.items():
        if name.lower() not in _SEALS:
            builder.add(f"{name}: {_header_text(value)}", say("header {name}", name=name))


def _header_text(value: object) -> str:
    """Decode encoded words (RFC 2047); what does not decode stays as it stands."""
    raw = " ".join(str(value).split())
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError, binascii.Error):
        return raw
    return "".join(_decoded_word(piece, charset) for piece, charset in pieces)


def _decoded_word(piece: str | bytes, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return piece.decode(charset or "utf-8", errors="replace")
    except LookupError:
        return piece.decode("utf-8", errors="replace")


def _leaves(message: Message) -> Iterator[Message]:
    """List the parts that hold something, without recursion; an attached message is one part."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            inner = [leaf for leaf in payload if isinstance(leaf, Message)]
            waiting.extend(reversed(_plain_first(inner) if part.get_content_subtype() == "alternative" else inner))
        else:
            yield part


def _plain_first(parts: list[Message]) -> list[Message]:
    """Put the plain version first, so that the web version adds only what the plain one lacks."""
    return sorted(parts, key=lambda part: part.get_content_type() != "text/plain")


def _add_part(part: Message, whole: Message, source: Source, builder: TextBuilder) -> None:
    name = _header_text(part.get_filename() or "")
    kind = part.get_content_type()
    attached = part.get_payload()
    if kind == "message/rfc822" and isinstance(attached, list) and attached and isinstance(attached[0], Message):
        _add_attachment(_as_bytes(attached[0]), name or "message.eml", source, builder)
        return
    data = _payload(part)
    if kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment":
        text = _text(part, data)
        if kind == "text/html":
            _add_web_version(text, part is whole, builder)
        else:
            builder.add(text.rstrip("\n"), say("message"))
    elif data.strip():
        _add_attachment(data, name or kind, source, builder)


def _as_bytes(message: Message) -> bytes:
    """Write an attached message out again; the generator of the standard library fails on some malformed ones."""
    try:
        return message.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError):
        return "\n".join(f"{name}: {value}" for name, value in message.items()).encode("utf-8", "replace")


def _payload(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError):
        data = None
    if isinstance(data, bytes):
        return data
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _text(part: Message, data: bytes) -> str:
    charset = part.get_content_charset()
    if charset:
        try:
            return data.decode(charset, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        except (LookupError, ValueError):
            pass  # a charset that nobody knows: fall back on the look of the letters
    found = decode(data)
    return found.text if found else data.decode("utf-8", errors="replace")


def _add_web_version(html: str, alone: bool, builder: TextBuilder) -> None:
    text, targets = read_markup(html)
    known = builder.text_so_far
    if alone or not builder.has_place(say("message")):
        builder.add(text, say("message"))
        return
    for target in dict.fromkeys(targets):
        if target not in known:
            builder.add(f"<{target}>", say("link in the web version"))


def _add_attachment(data: bytes, name: str, source: Source, builder: TextBuilder) -> None:
    place = say("attachment {name}", name=name)
    if source.extract_inner is None:
        builder.note(say("not read, because it lies too deep: {name}", name=name))
        return
    try:
        builder.add_extracted(source.extract_inner(data, name), place)
    except InputError as problem:
        builder.note(say("attachment {name} was not read: {problem}", name=name, problem=problem.message))
