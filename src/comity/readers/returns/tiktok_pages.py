"""TikTok's production for authorities as printed pages (`App/*.pdf`, `Content/*.pdf`, `Profile/*.pdf`, since 2026): `Label: value` lines.

Every page ends with a footer (number, provider, `Confidential & Proprietary`) that may fall within a record. A record begins where its
first label comes again. Times are `01/05/2024 08:00:00AM (UTC +00)`, month first. A section without data says so in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING, Moment
from comity.readers.pages.pdf import Line, first_page, is_pdf, lines, place
from comity.readers.reader import Reader, Record, Source, Yield

_FOOTER = "Confidential & Proprietary"
_LABEL = re.compile(r"([A-Z][A-Za-z/ ]{1,40}?)(?: \d+)?:\s?(.*)")
_TIMED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}:\d{2}:\d{2}) ?([AP]M) ?\(UTC ?([+-])(\d{1,2})(?::?(\d{2}))?\)")
_NO_DATA = re.compile(r"Our records indicate no available data", re.IGNORECASE)
_STARTS = frozenset(
    {"Date", "User login time", "User logout time", "Comment ID", "Video ID", "Post ID", "Photo Post ID", "Username", "User ID", "Room ID"}
)
_WORDS = ("Comment", "Content", "Video caption", "Post caption", "Event")


class TiktokPages(Reader):
    """One event a record of a section; the fields of an account's first page are one."""

    slug = "tiktok_pages"
    version = 1
    provider = "tiktok"
    roles = {"account_id": "account"}

    def detect(self, source: Source) -> float:
        if not is_pdf(source):
            return 0.0
        first = first_page(source)
        return 0.95 if _FOOTER in first and any(line.startswith("TikTok") for line in first) else 0.0

    def count(self, source: Source) -> int:
        """Count the lines that begin a record, without putting records together."""
        first: str | None = None
        found = 0
        for line in _without_footers(lines(source)):
            label = _label(line.text)
            if label is None:
                continue
            first = first or label
            found += label == first or (label in _STARTS and first in _STARTS)
        return found

    def read(self, source: Source) -> Iterator[Yield]:
        first: str | None = None
        gathered: list[Line] = []
        for line in _without_footers(lines(source)):
            if _NO_DATA.search(line.text):
                source.note_unknown(f"section without data: {line.text[:120]}")
            label = _label(line.text)
            if label is not None:
                first = first or label
                if gathered and (label == first or (label in _STARTS and first in _STARTS)):
                    yield _record(gathered, source)
                    gathered = []
            if label is not None or gathered:
                gathered.append(line)
            elif line.number > 1 and not _NO_DATA.search(line.text):
                source.note_unknown(f"line: {line.text[:120]}")
        if gathered:
            yield _record(gathered, source)


def _without_footers(everything: tuple[Line, ...]) -> list[Line]:
    """Take the last lines of each page away: number, provider, mark."""
    kept: list[Line] = []
    pages: dict[int, list[Line]] = {}
    for line in everything:
        pages.setdefault(line.page, []).append(line)
    for page in pages.values():
        if page and page[-1].text == _FOOTER:
            page.pop()
            while page and (page[-1].text.isdigit() or page[-1].text.startswith("TikTok")):
                page.pop()
        kept += page
    return kept


def _label(text: str) -> str | None:
    found = _LABEL.match(text)
    return found[1] if found else None


def _record(gathered: list[Line], source: Source) -> Record:
    fields: dict[str, str] = {}
    current = ""
    for line in gathered:
        found = _LABEL.match(line.text)
        if found and (found[1] not in fields):
            current = found[1]
            fields[current] = found[2].strip()
        else:
            fields[current] = f"{fields[current]}\n{line.text}".strip()
    login = "logout" if "User logout time" in fields else "login" if "User login time" in fields else None
    raw = next((value for name, value in fields.items() if "time" in name.lower() or name == "Date" or "date" in name.lower()), None)
    address = next((value for name, value in fields.items() if name == "IP" or name.endswith(" IP") or name == "Device IP"), None)
    port = fields.get("IP Port", "")
    kind = login or ("message" if "Comment" in fields else "media" if {"Video ID", "Post ID", "Photo Post ID"} & set(fields) else None)
    last = gathered[-1]
    count = sum(
        1 for line in lines(source) if (gathered[0].page, gathered[0].number) <= (line.page, line.number) <= (last.page, last.number)
    )
    return Record(
        kind=kind or ("login" if address else "subscriber"),
        locator=place(gathered[0], count),
        at=_time(raw, source),
        account_id=fields.get("User ID") or fields.get("Username"),
        ip=address.lower() if address else None,
        port=int(port) if port.isdigit() else None,
        txid=next((fields[name] for name in ("Comment ID", "Video ID", "Post ID", "Photo Post ID") if name in fields), None),
        text=next((fields[name] for name in _WORDS if fields.get(name)), None),
        attrs=fields,
    )


def _time(raw: str | None, source: Source) -> Moment:
    if not raw:
        return NOTHING
    found = _TIMED.search(raw)
    if found is None:
        return source.moment(raw)
    month, day, year, clock, half, sign, hours, minutes = found.groups()
    written = f"{year}-{int(month):02d}-{int(day):02d} {clock} {half} {sign}{int(hours):02d}:{minutes or '00'}"
    return source.moment(written)._replace(raw=raw)
