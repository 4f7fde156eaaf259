"""Every fact of the knowledge, one by one: its place, its value, where it comes from and how old it is.

A room hands over its sections as `Kind`s; what can be said of all facts alike (listing, ages, comparison) is said here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from comity.knowledge.answer import Ground, Weakness, ground
from comity.knowledge.row import RESERVED, Facts, Row, Tracked
from comity.knowledge.section import Shelf

PROVENANCE_FIELDS = frozenset({"source", "as_of", "confidence", "verify_at", "unverified_fields", *RESERVED})
"""Fields of a row that are no facts themselves."""

Plain = str | int | float | bool | None | tuple[Any, ...] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One section of the knowledge.

    Attributes:
        name: what people call one of its rows (`treaty`, `state`, `provider` …).
        rows: identity -> row.
        shelf: where its files lie.
        life: shelf life in days of the row at a path of an entry; None where it does not age.
        schema: the schema of one of its files.
        fields: for rows that share one provenance: the fields to judge one by one.
    """

    name: str
    rows: Mapping[str, Facts]
    shelf: Shelf
    life: Callable[[Facts, str, Row], int | None]
    schema: type[Facts]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One row, or one field of a row, of the knowledge.

    Attributes:
        kind: section it belongs to.
        id: identity of the entry (`untoc`, `KZ`, `telegram`).
        path: path in the entry (`parties[KZ]`, `death_penalty`, `preservation`); empty for the entry itself.
        value: what it says, without provenance.
        ground: where it comes from, and how it stands on the day asked.
        as_of: date of its source, as written.
    """

    kind: str
    id: str
    path: str
    value: Plain
    ground: Ground

    @property
    def as_of(self) -> str | None:
        """The date of its source, as written."""
        return self.ground.provenance.as_of

    @property
    def is_expired(self) -> bool:
        """Tell whether it is past its shelf life, or undated where its kind ages."""
        return self.ground.weakness in (Weakness.STALE, Weakness.UNDATED)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs between two states of the knowledge.

    Attributes:
        kind: section.
        id: identity of the entry.
        path: path of the field (`parties[KZ].status`); empty for a whole entry that is new or gone.
        before: its value before; None where it was not there.
        after: its value after; None where it is gone.
        source: the source of the value after; None where the row names none.
        as_of: the date of that source.
        origin: the file the value after comes from.
    """

    kind: str
    id: str
    path: str
    before: Plain
    after: Plain
    source: str | None = None
    as_of: str | None = None
    origin: str | None = None


def facts(kind: Kind, on: date, only: str | None = None) -> Iterator[Fact]:
    """List the facts of a section, those of one entry or of all; a field that an overlay replaced is a fact of its own.

    Raises:
        KeyError: there is no entry of that identity.
    """
    for name in [only] if only is not None else list(kind.rows):
        entry = kind.rows[name]
        values = dict(leaves(entry)) if only is not None else {}
        for path, row in rows_in(entry, ""):
            yield from _of_row(kind, name, entry, path, row, on)
            yield from _overlaid(kind, name, entry, path, row, on, values)


def _of_row(kind: Kind, name: str, entry: Facts, path: str, row: Row, on: date) -> Iterator[Fact]:
    if kind.fields and not path:
        for field in kind.fields:
            found = ground(row, f"{kind.name} {name} {field}", on, life=kind.life(entry, field, row), field=field)
            yield Fact(kind.name, name, field, msgspec.to_builtins(getattr(row, field)), found)
        return
    value = {key: one for key, one in _value(row).items() if key not in row.overlaid}
    if any(one not in (None, [], {}) for one in value.values()) or not row.overlaid:
        found = ground(row, f"{kind.name} {name} {path}".strip(), on, life=kind.life(entry, path, row))
        yield Fact(kind.name, name, path, value, found)


def _overlaid(kind: Kind, name: str, entry: Facts, path: str, row: Row, on: date, values: dict[str, Plain]) -> Iterator[Fact]:
    for field in row.overlaid:
        if field != "*":
            at = f"{path}.{field}".lstrip(".")
            found = ground(row, f"{kind.name} {name} {at}", on, life=kind.life(entry, field if kind.fields else path, row), field=field)
            yield Fact(kind.name, name, at, values.get(at), found)


def rows_in(value: Facts, path: str) -> Iterator[tuple[str, Row]]:
    """List the rows with provenance in an entry, itself first, with their paths."""
    if isinstance(value, Row):
        yield path, value
    for field in value.__struct_fields__:
        inner = getattr(value, field)
        step = f"{path}.{field}" if path else field
        if isinstance(inner, Facts) and field not in RESERVED:
            yield from rows_in(inner, step)
        elif isinstance(inner, tuple):
            for index, one in enumerate(inner):
                if isinstance(one, Facts):
                    yield from rows_in(one, f"{step}[{_name(value, field, one, index)}]")


def changes(kind: Kind, other: Mapping[str, Facts]) -> Iterator[Change]:
    """Compare a section with another state of it, field by field; `other` is the state after."""
    for name in sorted(kind.rows.keys() | other.keys()):
        before, after = kind.rows.get(name), other.get(name)
        if before is None or after is None:
            yield Change(
                kind.name, name, "", None if before is None else "present", None if after is None else "present", origin=_origin(after)
            )
            continue
        old, new = dict(leaves(before)), dict(leaves(after))
        rows = dict(rows_in(after, ""))
        for path in sorted(old.keys() | new.keys()):
            if old.get(path) != new.get(path) and path.rsplit(".", maxsplit=1)[-1] not in PROVENANCE_FIELDS:
                yield _change(kind.name, name, path, old.get(path), new.get(path), rows)
        yield from _checks(kind.name, name, before, after)


def leaves(value: Facts, path: str = "") -> Iterator[tuple[str, Plain]]:
    """List the fields of an entry that hold plain values, by path; lists of rows are named by their keys."""
    for field in value.__struct_fields__:
        if field in RESERVED:
            continue
        inner = getattr(value, field)
        step = f"{path}.{field}" if path else field
        if isinstance(inner, Facts):
            yield from leaves(inner, step)
        elif isinstance(inner, tuple) and inner and isinstance(inner[0], Facts):
            for index, one in enumerate(inner):
                yield from leaves(one, f"{step}[{_name(value, field, one, index)}]")
        else:
            yield step, inner


def _checks(kind: str, name: str, before: Facts, after: Facts) -> Iterator[Change]:
    """List the rows that only a check, a confirmation or a doubt touched."""
    old = dict(rows_in(before, ""))
    for path, row in rows_in(after, ""):
        known = old.get(path)
        for field, check in row.checks.items():
            if known is None or known.checks.get(field) != check:
                at = ".".join(part for part in (path, "" if field == "*" else field) if part)
                yield Change(
                    kind, name, f"{at}.checked_on".lstrip("."), None, check.checked_on, check.checked_by, check.checked_on, check.origin
                )
        whole = row.overlaid.get("*")
        if whole is not None and (known is None or known.overlaid.get("*") != whole):
            at = f"{path}.confidence".lstrip(".")
            was = None if known is None else known.confidence
            yield Change(
                kind, name, at, was, whole.confidence, whole.source or whole.checked_by, whole.as_of or whole.checked_on, whole.origin
            )


def _change(kind: str, name: str, path: str, before: Plain, after: Plain, rows: dict[str, Row]) -> Change:
    holder = next((at for at in _upwards(path) if at in rows), None)
    if holder is None:
        return Change(kind, name, path, before, after)
    inside = path[len(holder) :].lstrip(".") or None
    told = rows[holder].provenance(inside)
    return Change(kind, name, path, before, after, told.source, told.as_of, told.origin)


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        cut = max(path.rfind("."), path.rfind("["))
        path = path[: max(cut, 0)]
    yield ""


def _name(holder: Facts, field: str, one: Facts, index: int) -> str:
    keys = type(holder).keys.get(field)
    return ",".join(str(getattr(one, key)) for key in keys) if keys else str(index)


def _value(row: Row) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(row)
    return {key: value for key, value in plain.items() if key not in PROVENANCE_FIELDS and not _holds_rows(getattr(row, key))}


def _holds_rows(value: object) -> bool:
    return isinstance(value, Row) or (isinstance(value, tuple) and bool(value) and isinstance(value[0], Row))


def _origin(entry: Facts | None) -> str | None:
    return entry.origin or None if isinstance(entry, Tracked) else None
