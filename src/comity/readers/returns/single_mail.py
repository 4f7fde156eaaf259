"""One mail in a file (EML), also one that is all headers, as Microsoft produces them (`*.eml_hdr.eml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.mail import mail_record
from comity.readers.reader import Reader, Source, Unreadable, Yield

_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]*)[ \t]*:")
_TELLING = frozenset(
    (b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version", b"return-path", b"delivered-to",
     b"content-type", b"cc", b"reply-to", b"sender", b"x-originating-ip", b"bcc", b"content-transfer-encoding", b"user-agent", b"x-mailer")
)  # fmt: skip


class SingleMail(Reader):
    """One event: the mail."""

    slug = "single_mail"
    version = 1
    roles = {"actor_id": "email", "target_ids": "email", "account_id": "email"}

    def detect(self, source: Source) -> float:
        head = _narrow(source.head).removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").replace(b"\r\n", b"\n")
        if head.startswith((b"From ", b">From ")):
            head = head.partition(b"\n")[2]
        lines = [line for line in head.partition(b"\n\n")[0].split(b"\n") if line]
        names = [found[1].lower() for line in lines if (found := _HEADER.match(line))]
        folded = sum(line[:1] in (b" ", b"\t") for line in lines)
        if not names or len(names) + folded < len(lines) - 2:
            return 0.0
        telling = len(_TELLING & set(names))
        return 0.85 if telling >= 3 else 0.6 if telling == 2 else 0.3 if telling == 1 and names[0] in _TELLING else 0.0

    def count(self, source: Source) -> int:
        return 1 if source.size else 0

    def read(self, source: Source) -> Iterator[Yield]:
        locator = f"@0+{source.size}"
        raw = _narrow(bytes(source.data[:]))
        envelope = ""
        if raw.startswith(b"From "):
            line, _, raw = raw.partition(b"\n")
            envelope = line.decode("latin-1").strip()
        try:
            yield mail_record(raw, locator, source, envelope=envelope)
        except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as problem:
            yield Unreadable(locator, f"no mail that can be read: {type(problem).__name__}: {problem}"[:200])


def _narrow(raw: bytes) -> bytes:
    """Bring a mail that was saved as UTF-16 back to single bytes."""
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return raw[2 : len(raw) - len(raw) % 2].decode(codec, "replace").encode()
    return raw
