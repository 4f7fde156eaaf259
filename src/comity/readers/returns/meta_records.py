"""Meta's production for authorities (Facebook, Instagram): `records.html`, older `index.html`, as nested tables of label and value.

Each section is `div#property-<name>` (older: `div#<name>`); in it, pairs of label (`inner`) and value (`most_inner`) follow each other;
the first pairs of a section are its title and a definition. A record begins where its first label comes, or where one comes again that it
has only once: a missing field leaves a hole in its own record and shifts nothing. A conversation's header stands before its messages.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from weakref import WeakKeyDictionary

from comity.readers.moments import NOTHING
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_ID = rb'[^>]*?\bid="(?:property-)?([A-Za-z0-9_]+)"'
_PAIR = rb' class="(?:div_table )?inner"(?![^>]*\bid=)[^>]*>([^<]*)<div class="most_inner"[^>]*>([^<]*(?:<(?!/?div)[^>]*>[^<]*)*)'
_TOKEN = re.compile(rb"<div\b(?:" + _PAIR + rb"|" + _ID + rb")")
_WITH_STRAYS = re.compile(rb"<div\b(?:" + _PAIR + rb"|" + _ID + rb')|(class="most_inner")')
_VALUE = re.compile(rb'class="most_inner"')
_MARK = re.compile(r"<(br)\b[^>]*>|<[^>]*>")
_PERSON = re.compile(r"\((?:Facebook|Instagram|WhatsApp|Messenger|Threads):\s*(\d+)\)")
_PLAIN_ID = re.compile(r"\b\d{6,20}\b")
_ADDRESS = re.compile(r"^\[?([0-9a-fA-F:.]+?)\]?(?::(\d{1,5}))?$")
_CONVERSATIONS = frozenset({"unified_messages", "messages", "direct_messages", "direct_shares"})
_STARTS = {
    "ip_addresses": {"IP Address"}, "logins": {"IP Address"}, "unified_messages": {"Thread", "Author"}, "messages": {"Thread", "Author"},
    "direct_messages": {"Thread", "Author"}, "direct_shares": {"Thread", "Author"}, "comments": {"Author"}, "wallposts": {"From"},
}  # fmt: skip
_SINGLE = frozenset({"Sent", "Time", "Action", "IP Address", "Author", "Body", "Date Created", "Thread"})
"""Labels that a record of a known section has once; others (attachments) may come again within it."""
_KINDS = {
    "ip_addresses": "login", "logins": "login", "unified_messages": "message", "messages": "message", "direct_messages": "message",
    "direct_shares": "message", "devices": "device", "searches": "search", "comments": "message", "wallposts": "message", "photos": "media",
    "videos": "media", "profile_picture": "media", "archived_stories": "media", "direct_stories": "media", "phone_numbers": "contact",
    "registration_date": "registration", "registration_ip": "registration", "request_parameters": "subscriber", "name": "subscriber",
    "emails": "subscriber", "vanity": "subscriber", "date_of_birth": "subscriber", "followers": "contact", "following": "contact",
    "friends": "contact", "incoming_follow_requests": "contact", "likes": "reaction", "account_end_date": "account_change",
    "ncmec_reports": "other", "account_status_history": "account_change", "gender": "subscriber", "website": "subscriber",
}  # fmt: skip
_TIMES = ("Sent", "Time", "Date Created", "Registration Date", "Generated", "Date", "Created", "Taken", "Timestamp", "Account Closure Date")
_TITLES = frozenset({"definition"})
_BEGUN: WeakKeyDictionary[Source, list[int]] = WeakKeyDictionary()
"""Records begun and values taken so far, by file."""


@dataclass
class _Gathered:
    """The pairs of one record."""

    section: str
    start: int
    end: int
    pairs: dict[str, list[str]] = field(default_factory=dict)
    values: int = 0

    @cached_property
    def people(self) -> list[str]:
        """List the people of a conversation, by its header."""
        named = [value for label in ("Current Participants", "Past Participants") for value in self.pairs.get(label, [])]
        return list(dict.fromkeys(found[1] for value in named for line in value.split("\n") if (found := _PERSON.search(line))))

    def first(self, *labels: str) -> str | None:
        for label in labels:
            if found := self.pairs.get(label):
                return found[0]
        return None


class MetaRecords(Reader):
    """One event a message, login, device or field of the account; one for the header of each conversation."""

    slug = "meta_records"
    version = 1
    provider = "facebook"
    roles = {"actor_id": "account", "target_ids": "account", "account_id": "account"}

    def detect(self, source: Source) -> float:
        if b"most_inner" not in source.head:
            return 0.0
        return 0.95 if b'id="property-' in source.head or b"div_table" in source.head else 0.7

    def count(self, source: Source) -> int:
        """Count the records that reading began, and every value of the file that no record and no title took as one more."""
        begun, taken = _BEGUN.get(source, [0, 0])
        return begun + _values(source) - taken

    def read(self, source: Source) -> Iterator[Yield]:
        account: str | None = None
        thread: _Gathered | None = None
        section = None
        tally = _BEGUN[source] = [0, 0]
        for gathered in _records(source):
            if isinstance(gathered, str):
                tally[1] += 1
                continue
            tally[0] += 1
            tally[1] += gathered.values
            if gathered.section != section:
                section, thread = gathered.section, None
                if section not in _KINDS:
                    source.note_unknown(f"section: {section}")
            if section == "request_parameters" and (target := gathered.first("Target", "Account Identifier")):
                found = _PLAIN_ID.search(target)
                account = found[0] if found else target
            if section in _CONVERSATIONS and "Thread" in gathered.pairs:
                thread = gathered
            yield _record(gathered, account, thread, source)
        if _values(source) > tally[1]:
            yield from _strays(source)


def _values(source: Source) -> int:
    return sum(1 for _ in _VALUE.finditer(source.data))


def _strays(source: Source) -> Iterator[Unreadable]:
    """Yield the values whose label or mark is broken."""
    for found in _WITH_STRAYS.finditer(source.data):
        if found[4] is not None:
            yield Unreadable(f"@{found.start()}+{found.end() - found.start()}", "a value without its label")


def _records(source: Source) -> Iterator[_Gathered | str]:
    """Yield the records; the title and the definition of a section come as plain text."""
    section, first = "", ""
    current: _Gathered | None = None
    heading = 0
    for found in _TOKEN.finditer(source.data):
        raw_label, raw_value, name = found.groups()
        if name is not None:
            if current:
                yield current
            section, current, first, heading = name.decode(), None, "", 0
            continue
        label, value = _label(raw_label), _text(raw_value).strip()
        if heading < 2 and current is None and _is_heading(label, value, section):
            heading += 1
            yield label
            continue
        if current is None or _begins(label, current, section, first):
            if current:
                yield current
            current, first = _Gathered(section, found.start(), found.end()), first or label
        if label in current.pairs:
            current.pairs[label].append(value)
        else:
            current.pairs[label] = [value]
        current.values += 1
        current.end = found.end()
    if current:
        yield current


def _is_heading(label: str, value: str, section: str) -> bool:
    plain = re.sub(r"[^a-z]", "", label.lower())
    name = re.sub(r"[^a-z]", "", section.lower())
    if section in _STARTS and label not in _SINGLE:
        return True
    return label.lower() in _TITLES or (not value and plain.rstrip("s") == name.rstrip("s")) or label.lower().endswith("definition")


def _begins(label: str, current: _Gathered, section: str, first: str) -> bool:
    if section in _STARTS:
        return label in _STARTS[section] or (label in _SINGLE and label in current.pairs)
    return label == first and label in current.pairs


@lru_cache(maxsize=4096)
def _label(raw: bytes) -> str:
    return _text(raw).strip()


def _text(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    if "<" in text:
        text = _MARK.sub(lambda found: "\n" if found[1] else "", text)
    return html.unescape(text) if "&" in text else text


def _record(gathered: _Gathered, account: str | None, thread: _Gathered | None, source: Source) -> Record:
    kind = _KINDS.get(gathered.section, "other")
    raw = gathered.first(*_TIMES)
    author = gathered.first("Author", "From")
    people = thread.people if thread else []
    actor = _id(author) if author else None
    if gathered is thread:
        kind, actor = "other", None
    elif kind == "login" and (gathered.first("Action") or "").lower() in {"logout", "session terminated"}:
        kind = "logout"
    address = _ADDRESS.match(gathered.first("IP Address", "Ip Address", "Registration Ip", "IP") or "")
    used = {"Body", "IP Address"} if gathered is not thread else set()
    defects = [f"missing: {label}" for label in _expected(kind) if label not in gathered.pairs]
    return Record(
        kind=kind,
        locator=f"@{gathered.start}+{gathered.end - gathered.start}",
        at=source.moment(raw) if raw else NOTHING,
        ts_kind="sent" if "Sent" in gathered.pairs else None,
        actor_id=actor,
        target_ids=[person for person in people if person != actor] or None,
        account_id=account,
        thread_id=thread.first("Thread") if thread else None,
        ip=address[1] if address else None,
        port=int(address[2]) if address and address[2] else None,
        text=gathered.first("Body", "Text", "Search", "Name"),
        direction=("out" if actor == account else "in") if kind == "message" and actor and account else None,
        attrs={"section": gathered.section}
        | {label: values if len(values) > 1 else values[0] for label, values in gathered.pairs.items() if label not in used},
        product="Messages" if thread else None,
        defects=defects or None,
    )


def _expected(kind: str) -> tuple[str, ...]:
    return {"login": ("IP Address", "Time"), "logout": ("IP Address", "Time"), "message": ("Author", "Sent")}.get(kind, ())


def _id(person: str) -> str:
    found = _PERSON.search(person)
    return found[1] if found else person
