"""One mail (RFC 5322, MIME) as an event: who, to whom, when, what, and the address it came from; nothing is guessed in silence.

A body in a charset that is unknown or wrong is decoded by the look of its letters, and says so. Text that was UTF-8 and was encoded once
more is mended only where the way there and back is the same.
"""

from __future__ import annotations

import email
import email.message
import email.parser
import email.policy
import email.utils
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from email.errors import HeaderParseError, MessageError, MultipartInvariantViolationDefect
from email.header import decode_header

from fast_mail_parser import ParseError, parse_email

from comity.readers.moments import NOTHING, Moment, from_datetime
from comity.readers.reader import Record, Source
from comity.text.encodings import decode

LONGEST_TEXT = 4 << 20
_ADDRESS_IN_RECEIVED = re.compile(r"[\[(](?:IPv6:)?(\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+)[\])]")
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<br\s*/?>|</(?:p|div|tr|li|h\d)>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_DOUBLE = re.compile(r"[ÐÑÃÂ][\u0080-\u00bf\u0152-\u2122]")
_USUAL_CHARSET = re.compile(rb"charset\s*=\s*[\"']?(?:utf-8|us-ascii|koi8-r|windows-1251|windows-1252|iso-8859-1\b|utf8|[\s;\"'])")
_CHARSET = re.compile(rb"charset\s*=")
_BOUNDARY = re.compile(rb"boundary\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_PLAIN_PERSON = re.compile(r"(?:[\w .-]*<)?([\w.+-]+@[\w.-]+)>?", re.ASCII)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_HEADERS = email.parser.BytesHeaderParser(policy=email.policy.compat32)
_FAST_FROM = 2048
_LONGEST_BOUNDARY = 300
_HEAD = 1 << 16
_PARTS = 2000
_DEPTH = 40


@dataclass(slots=True)
class Body:
    """What a mail says.

    Attributes:
        plain: the plain text, all parts.
        html: the text of the web version, without marks.
        files: names of attachments.
        defects: what was doubtful in decoding.
    """

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[dict[str, object]] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        """Return the plain text; that of the web version where there is none."""
        text = "\n".join(self.plain).strip() or "\n".join(self.html).strip()
        return text[:LONGEST_TEXT] or None


def mail_record(raw: bytes, locator: str, source: Source, *, envelope: str = "") -> Record:
    """Read one mail.

    Args:
        raw: its bytes, without the `From ` line of a mailbox.
        locator: its place.
        source: the file that holds it.
        envelope: the `From ` line.
    """
    message, body = _fast(raw) or _thorough(raw)
    at = _date(header(message, "date"), source)
    senders, receivers = _people(message, "from"), _people(message, "to") + _people(message, "cc") + _people(message, "bcc")
    received = [text for value in message.get_all("received") or [] if (text := _plain(value))]
    origin = _origin(message, received)
    defects = sorted(set(body.defects) | {type(item).__name__ for item in message.defects})
    attrs = {
        "subject": header(message, "subject"), "from": header(message, "from"), "to": header(message, "to"), "cc": header(message, "cc"),
        "message_id": header(message, "message-id"), "in_reply_to": header(message, "in-reply-to"),
        "labels": header(message, "x-gmail-labels"),
        "received": received, "attachments": body.files, "envelope": envelope,
    }  # fmt: skip
    known = {key: value for key, value in attrs.items() if value}
    return Record(
        kind="mail",
        locator=locator,
        at=at,
        ts_kind="sent",
        actor_id=senders[0] if senders else None,
        target_ids=receivers or None,
        account_id=next(iter(_people(message, "delivered-to")), None),
        thread_id=header(message, "x-gm-thrid") or None,
        ip=origin,
        text=body.text or header(message, "subject") or None,
        attrs=known,
        defects=defects or None,
    )


def _thorough(raw: bytes) -> tuple[email.message.Message, Body]:
    message = email.message_from_bytes(_unfolded_safe(raw), policy=email.policy.compat32)
    body = Body()
    _walk(message, body, 0)
    return message, body


def _fast(raw: bytes) -> tuple[email.message.Message, Body] | None:
    """Read a large mail that is plain in every respect with a parser in Rust; None sends it the thorough way.

    Plain is: charsets of the usual ones, every boundary closed, nothing that did not decode, no warning.
    """
    if len(raw) < _FAST_FROM or b"\0" in raw:
        return None
    small = raw.lower()
    if not all(_USUAL_CHARSET.match(small, found.start()) for found in _CHARSET.finditer(small)):
        return None
    boundaries = {raw[at : at + _LONGEST_BOUNDARY] for at in _places(small[:_HEAD], b"boundary")}
    if any(b"--" + mark[1] + b"--" not in raw for text in boundaries if (mark := _BOUNDARY.match(text))):
        return None
    try:
        found = parse_email(raw)
    except ParseError:
        return None
    if found.warnings or any("\ufffd" in text for text in (*found.text_plain, *found.text_html)):
        return None
    head = _END_OF_HEAD.search(raw)
    message = _HEADERS.parsebytes(raw[: head.end()] if head else raw)
    # a head read by itself has no parts: early 3.11 calls that a defect of the mail, which it is not
    message.defects = [item for item in message.defects if not isinstance(item, MultipartInvariantViolationDefect)]
    body = Body()
    for text in found.text_plain:
        whole, defects = mended(text)
        body.plain.append(whole.replace("\r\n", "\n"))
        body.defects += defects
    for text in found.text_html:
        whole, defects = mended(text)
        body.html.append(text_of_html(whole))
        body.defects += defects
    body.files = [{"name": _plain(file.filename or ""), "type": file.mimetype, "bytes": len(file.content)} for file in found.attachments]
    return message, body


def _places(data: bytes, word: bytes) -> Iterator[int]:
    place = data.find(word)
    while place >= 0:
        yield place
        place = data.find(word, place + 1)


def _unfolded_safe(raw: bytes) -> bytes:
    """Take zero bytes out: the standard parser would let one hide the rest of a header."""
    return raw.replace(b"\0", b"") if b"\0" in raw else raw


def header(message: email.message.Message, name: str) -> str:
    """Return a header as text: encoded words decoded (RFC 2047), raw letters by their look; empty when there is none."""
    values = message.get_all(name)
    return _plain(values[0]) if values else ""


def _plain(value: object) -> str:
    raw = " ".join(str(value).split())
    if raw.isascii() and "=?" not in raw:
        return raw
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return _letters(raw)
    return "".join(_letters(piece) if isinstance(piece, str) else _decoded(piece, charset)[0] for piece, charset in pieces).strip()


def _letters(text: str) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    if raw.isascii():
        return text
    return _decoded(raw, None)[0]


def _decoded(raw: bytes, charset: str | None) -> tuple[str, list[str]]:
    """Decode bytes as declared; otherwise by their look."""
    if charset and charset.lower() not in {"unknown-8bit", "unknown", "x-unknown", "us-ascii", "ascii"}:
        try:
            return mended(raw.decode(charset))
        except (LookupError, UnicodeDecodeError, ValueError):
            found = decode(raw)
            return (found.text if found else raw.decode("latin-1")), ["charset_not_as_declared"]
    if raw.isascii():
        return raw.decode("ascii"), []
    found = decode(raw)
    text, defects = mended(found.text) if found else (raw.decode("latin-1"), [])
    return text, [*defects, *(["charset_guessed"] if not found or found.guessed else [])]


def mended(text: str) -> tuple[str, list[str]]:
    """Mend UTF-8 that was encoded a second time, where the way there and back is the same."""
    if not _DOUBLE.search(text):
        return text, []
    for codec in ("cp1252", "latin-1"):
        try:
            once = text.encode(codec).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if once.encode("utf-8").decode(codec) == text:
            return once, ["double_encoded_mended"]
    return text, []


def _walk(part: email.message.Message, body: Body, depth: int) -> None:
    if len(body.plain) + len(body.html) + len(body.files) > _PARTS or depth > _DEPTH:
        body.defects.append("parts_left_out")
        return
    if part.is_multipart():
        for inner in part.get_payload():
            if isinstance(inner, email.message.Message):
                _walk(inner, body, depth + 1)
        return
    _leaf(part, body)


def _leaf(part: email.message.Message, body: Body) -> None:
    kind = part.get_content_type()
    name = _filename(part)
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, MessageError, LookupError):
        raw = str(part.get_payload()).encode("utf-8", "surrogateescape")
        body.defects.append("transfer_encoding_broken")
    data = raw if isinstance(raw, bytes) else b""
    if part.defects:
        body.defects += [type(item).__name__ for item in part.defects]
    if name or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
        body.files.append({"name": name, "type": kind, "bytes": len(data)})
        return
    text, defects = _decoded(data, _charset(part))
    body.defects += defects
    if kind == "text/html":
        body.html.append(text_of_html(text))
    else:
        body.plain.append(text.replace("\r\n", "\n"))


def _charset(part: email.message.Message) -> str | None:
    try:
        value = part.get_content_charset()
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return str(value) if value else None


def _filename(part: email.message.Message) -> str:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return "?"
    return _plain(name) if name else ""


def text_of_html(markup: str) -> str:
    """Take the words out of a web version: scripts and styles left out, marks removed, nothing fetched."""
    words = _TAG.sub(_space_or_line, " ".join(markup.split()))
    lines = (" ".join(line.split()) for line in html.unescape(words).splitlines())
    return "\n".join(line for line in lines if line)


def _space_or_line(found: re.Match[str]) -> str:
    return "\n" if found[0][:2] == "</" or found[0][:3].lower() == "<br" else " " if found[1] else ""


def _people(message: email.message.Message, name: str) -> list[str]:
    values = [_letters(str(value)) for value in message.get_all(name, [])]
    plain = [_PLAIN_PERSON.fullmatch(value) for value in values]
    if all(plain):
        return [found[1].lower() for found in plain if found]
    try:
        pairs = email.utils.getaddresses(values)
    except (ValueError, TypeError, IndexError):
        return []
    return [address.strip().lower() for _, address in pairs if address.strip()]


def _date(text: str, source: Source) -> Moment:
    if not text:
        return NOTHING
    try:
        found = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return source.moment(text)
    if found.tzinfo is None and not text.rstrip().endswith("-0000"):
        return source.moment(text)
    if found.tzinfo is None:  # RFC 5322 section 3.3: -0000 is UTC, and tells nothing about where
        return from_datetime(found.replace(tzinfo=UTC), text, "stated_utc", "UTC")
    offset = found.strftime("%z")
    zone = f"{offset[:3]}:{offset[3:5]}"
    return from_datetime(found, text, "explicit_offset", zone)


def _origin(message: email.message.Message, received: list[str]) -> str | None:
    stated = _ADDRESS_IN_RECEIVED.search(f"[{header(message, 'x-originating-ip').strip('[]')}]")
    if stated:
        return stated[1].lower()
    for line in reversed(received):
        if found := _ADDRESS_IN_RECEIVED.search(line):
            return found[1].lower()
    return None
