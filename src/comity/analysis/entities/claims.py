"""What records say about identifiers that belong together: one claim a pair and rule, with the records it rests on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from comity.analysis.entities.rules import Card, Derived, Pair, Rules, compiled
from comity.analysis.statement import statement

if TYPE_CHECKING:
    import duckdb

SAMPLE = 5
"""Records of a claim that are told with it; all are found by `rows_of`."""
_MOST_CARD = 8
_LONGEST_NAME = 200
_BATCH = 20_000
_EMAIL = re.compile(r"[^\s@<>,;:\"'()]+@[a-z0-9.-]+\.[a-z]{2,24}")
_PHONE = re.compile(r"(?:\+|\b00)?[1-9][\d\s().-]{6,20}\d")
_UNVERIFIED = re.compile(r"not verified|unverified|не подтвержд", re.IGNORECASE)
_PARTS_OF_NAME = ("last name", "first name", "middle name", "patronymic")
_MARKS = re.compile(r"[^\w]+")


class Claim(msgspec.Struct, gc=False):
    """Two nodes that a rule joins.

    Attributes:
        rule: id of the rule.
        left: key of a node; the smaller of both.
        right: key of the other.
        records: number of records.
        sample: rows of the first of them in `numbered`.
        perhaps: whether the record itself weakens it (an address that is not verified).
    """

    rule: str
    left: str
    right: str
    records: int = 0
    sample: tuple[int, ...] = ()
    perhaps: bool = False


class Told(msgspec.Struct):
    """What the fields of records tell.

    Attributes:
        claims: by rule and both keys.
        new: nodes that only fields name: key to kind and value.
        names: node to names, with how often.
    """

    claims: dict[tuple[str, str, str], Claim]
    new: dict[str, tuple[str, str]]
    names: dict[str, Counter[tuple[str, str]]]


def pair_claims(store: duckdb.DuckDBPyConnection, rule: Pair) -> list[Claim]:
    """Find the pairs of nodes that take part in one event in the roles of a rule."""
    directions = [one or None for one in rule.directions]
    rows = store.execute(
        statement("pairs"),
        {
            "left": rule.left.role,
            "right": rule.right.role,
            "kinds": list(rule.kinds),
            "lefts": list(rule.left.kinds),
            "rights": list(rule.right.kinds),
            "few": SAMPLE,
            "any": not rule.directions,
            "directions": [one or "" for one in directions] or [""],
        },
    ).fetchall()
    return [Claim(rule.id, min(left, right), max(left, right), count, tuple(sample)) for left, right, count, sample in rows]


def derived_claims(rules: Iterable[Derived], nodes: Iterable[tuple[str, str, str, str | None]]) -> Iterator[tuple[Claim, str, str]]:
    """Make identifiers out of the names of others; yields claim, kind and value of what was made.

    Args:
        rules: the rules.
        nodes: key, kind, value, provider.
    """
    by_kind: dict[str, list[Derived]] = {}
    for rule in rules:
        by_kind.setdefault(rule.kind, []).append(rule)
    for key, kind, value, provider in nodes:
        for rule in by_kind.get(kind, ()):
            made = _made(rule, value) if rule.provider in {None, provider} else None
            if made is not None and (other := f"{rule.gives}:{made}") != key:
                yield Claim(rule.id, min(key, other), max(key, other)), rule.gives, made
                break


def _made(rule: Derived, value: str) -> str | None:
    found = compiled(rule.pattern).fullmatch(value)
    if found is None or any(compiled(one).search(value) for one in rule.without):
        return None
    if rule.form == "gmail":
        return found[1].split("+")[0].replace(".", "").lower() + "@gmail.com"
    return re.sub(r"\{(\d)\}", lambda group: found[int(group[1])], rule.form).lower()


def told(store: duckdb.DuckDBPyConnection, rules: Rules) -> Told:
    """Read the fields of accounts and address books."""
    kinds = {kind for rule in rules.fields for kind in rule.kinds} | {kind for rule in rules.cards for kind in rule.kinds}
    reading = _Reading(rules)
    found = store.sql(statement("told"), params={"kinds": sorted(kinds | set(rules.names.kinds))}).to_arrow_reader(_BATCH)
    for batch in found:
        for row in batch.to_pylist():
            reading.read(row)
    for rule in rules.cards:
        reading.join_cards(rule)
    return reading.told


class _Reading:
    """Reads the fields of one record after the other."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.labels = {label: rule for rule in reversed(rules.fields) for label in rule.labels}
        self.told = Told({}, {}, {})
        self.cards: dict[tuple[str, str, str], dict[str, int]] = {}

    def read(self, row: dict[str, Any]) -> None:
        """Read one record."""
        attrs = msgspec.json.decode(row["attrs"]) if row["attrs"] else {}
        attrs = attrs if isinstance(attrs, dict) else {}
        if row["subject"]:
            self._read_account(row, attrs)
        if row["kind"] in self.rules.names.kinds:
            self._read_contact(row, attrs)

    def _read_account(self, row: dict[str, Any], attrs: dict[str, Any]) -> None:
        """Read a page about an account: identifiers and names that stand in its fields."""
        subject, source, fields = row["subject"], row["source_sha256"], list(_fields(attrs))
        for label, value in fields:
            rule = self.labels.get(label)
            if rule and row["kind"] in rule.kinds:
                for kind, one in _parsed(rule.gives, value):
                    key = self._node(kind, one, source)
                    if key != subject:
                        self._add(rule.id, subject, key, row["n"], weak=bool(_UNVERIFIED.search(value)))
        if row["kind"] not in self.rules.names.kinds or row["targets"]:
            return
        known = dict(fields)
        names = [value for label, value in fields if label in self.rules.names.labels]
        names += [" ".join(known[part] for part in _PARTS_OF_NAME if part in known)] if "last name" in known else []
        names += [row["text"]] if row["kind"] == "registration" and row["actors"] and row["text"] else []
        for name in names:
            self._name(subject, name, source)

    def _read_contact(self, row: dict[str, Any], attrs: dict[str, Any]) -> None:
        """Read a line of an address book: who is reached, under which name, on which card."""
        source, reached = row["source_sha256"], list(row["targets"] or ())
        for kind, value in _reached(row, attrs):
            reached += [self._node(kind, one, source) for _, one in _parsed(kind, value)]
        name = attrs.get("contact") or attrs.get("display_name") or row["text"]
        if isinstance(name, str) and len(reached) <= _MOST_CARD:
            for key in dict.fromkeys(reached):
                self._name(key, name, source)
        for rule in self.rules.cards:
            for card in rule.keys if row["kind"] in rule.kinds else ():
                if attrs.get(card) is not None:
                    place = self.cards.setdefault((rule.id, source, f"{card}:{attrs[card]}"), {})
                    place.update((key, row["n"]) for key in reached if key not in place)

    def join_cards(self, rule: Card) -> None:
        """Claim what stands on one card."""
        for (ident, _, _), keys in self.cards.items():
            if ident == rule.id and 1 < len(keys) <= _MOST_CARD:
                first, *others = sorted(keys)
                for other in others:
                    self._add(rule.id, first, other, keys[first])
                    self._add(rule.id, first, other, keys[other])

    def _node(self, kind: str, value: str, source: str) -> str:
        is_everywhere = kind != "phone" or re.fullmatch(r"\+\d{8,15}", value)
        key = f"{kind}:{value}" if is_everywhere else f"{kind}:s-{source[:12]}:{value}"
        self.told.new.setdefault(key, (kind, value))
        return key

    def _add(self, rule: str, left: str, right: str, row: int, *, weak: bool = False) -> None:
        first, second = min(left, right), max(left, right)
        claim = self.told.claims.setdefault((rule, first, second), Claim(rule, first, second, perhaps=weak))
        claim.records += 1
        claim.perhaps = claim.perhaps and weak
        if len(claim.sample) < SAMPLE:
            claim.sample = (*claim.sample, row)

    def _name(self, key: str, name: str, source: str) -> None:
        plain = " ".join(name.split())
        if 1 < len(plain) < _LONGEST_NAME and any(letter.isalpha() for letter in plain) and "@" not in plain:
            self.told.names.setdefault(key, Counter())[plain, source] += 1


def _reached(row: dict[str, Any], attrs: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield kind and text of what a line of an address book reaches beside its target."""
    named, value, mime = attrs.get("property_name"), attrs.get("value"), attrs.get("mimetype")
    if row["kind"] == "contact" and named in {"phone", "email"} and value:
        yield str(named), str(value)
    if row["kind"] == "contact" and isinstance(mime, str) and mime.endswith("/email_v2") and row["text"]:
        yield "email", row["text"]


def _fields(attrs: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield labels in small letters without marks, and values: `{field, value}` of pages, or columns of tables."""
    pairs = [(attrs["field"], attrs.get("value"))] if isinstance(attrs.get("field"), str) else list(attrs.items())
    for label, value in pairs:
        values = value if isinstance(value, list) else [value]
        for one in values:
            if isinstance(one, (str, int)) and not isinstance(one, bool):
                yield _MARKS.sub(" ", str(label)).strip().lower(), str(one)


def _parsed(kind: str, value: str) -> Iterator[tuple[str, str]]:
    if kind == "email":
        yield from ((kind, one) for one in _EMAIL.findall(value.lower()))
        return
    for raw in _PHONE.findall(value):
        digits = re.sub(r"\D", "", raw)
        if raw.startswith(("+", "00")) or 11 <= len(digits) <= 15:
            yield kind, "+" + digits.removeprefix("00")
        else:
            yield kind, digits
