"""Answers of WHOIS servers and what registrars send in that form: `Key: value` lines, one object after another (ICANN's and RIPE's forms).

ICANN's form names dates `Creation Date`, `Updated Date`, `Registry Expiry Date` with `Z`; servers of the region write `created:` and times
without a zone, which wait. Lines that begin with `%`, `#` or `>>>` are the server's remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_LINE = re.compile(r"\s{0,8}([A-Za-z][A-Za-z0-9 /_()-]{1,40}?)\s*[.]{0,30}:\s*(.*)")
_STARTS = frozenset({"domain name", "domain", "inetnum", "inet6num", "person", "role", "organisation", "aut-num", "route", "nic-hdl-name"})
_TELLING = frozenset(
    (
        *("registrar", "creation date", "registry expiry date", "name server", "nserver", "registrant name", "registrant organization"),
        *("created", "paid-till", "registrar iana id", "admin-c", "netname", "status", "source", "last-modified", "domain created"),
        *("domain status", "registrar whois server", "updated date", "registrar registration expiration date"),
    )
)
_DATES = {
    **dict.fromkeys(("creation date", "created", "registered", "domain created"), "registration"),
    **dict.fromkeys(("updated date", "last-modified", "changed", "last updated"), "account_change"),
    **dict.fromkeys(("registry expiry date", "registrar registration expiration date", "paid-till", "expires"), "other"),
}
_PEOPLE = ("registrant name", "registrant organization", "registrant", "person", "org-name", "org")


class RegistrarWhois(Reader):
    """One event a date of an object; the object itself where it has none."""

    slug = "registrar_whois"
    version = 1
    roles = {"account_id": "account", "actor_id": "person"}

    def detect(self, source: Source) -> float:
        keys = [found[1].lower() for line in source.head_text[:20_000].splitlines() if (found := _LINE.match(line))]
        if not keys or not _STARTS & set(keys):
            return 0.0
        telling = len(_TELLING & set(keys))
        return 0.85 if telling >= 3 else 0.0

    def count(self, source: Source) -> int:
        """Count the lines that begin an object."""
        found = re.findall(r"(?mi)^\s{0,8}(?:" + "|".join(re.escape(key) for key in sorted(_STARTS)) + r")\s*[.]{0,30}:", _whole(source))
        return len(found)

    def read(self, source: Source) -> Iterator[Yield]:
        current: list[tuple[int, int, str, str]] = []
        for place, length, line in source.lines():
            found = _LINE.match(line) if not line.startswith(("%", "#", ">>>")) else None
            if found is None:
                continue
            key = found[1].lower()
            if key in _STARTS and current:
                yield from _object(current, source)
                current = []
            if current or key in _STARTS:
                current.append((place, length, found[1], found[2].strip()))
            else:
                source.note_unknown(f"line before the first object: {found[1]}")
        if current:
            yield from _object(current, source)


def _whole(source: Source) -> str:
    return "\n".join(line for _, _, line in source.lines() if not line.startswith(("%", "#", ">>>")))


def _object(rows: list[tuple[int, int, str, str]], source: Source) -> Iterator[Record | Unreadable]:
    start, end = rows[0][0], rows[-1][0] + rows[-1][1]
    fields: dict[str, list[str]] = {}
    for _, _, key, value in rows:
        fields.setdefault(key, []).append(value)
    plain = {key.lower(): values[0] for key, values in fields.items()}
    person = next((plain[key] for key in _PEOPLE if plain.get(key)), None)
    attrs = {key: values if len(values) > 1 else values[0] for key, values in fields.items()}
    dates = [(key, plain[key]) for key in _DATES if plain.get(key)]
    for number, (key, value) in enumerate(dates or [("", "")]):
        yield Record(
            kind=_DATES.get(key, "subscriber"),
            locator=f"@{start}+{end - start}",
            at=source.moment(value) if value else NOTHING,
            account_id=rows[0][3].lower() or None,
            actor_id=person,
            text=key or None,
            attrs=attrs,
            further=number > 0,
        )
