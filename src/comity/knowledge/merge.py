"""Lay the rows of an overlay over shipped rows: row by row, field by field, each change with its own source and date.

What an overlay file may say about a shipped row:

- **a change**: the new values, with `source` and `as_of` beside them (and, if wanted, `checked_by`, `checked_on`);
- **a confirmation**: `confidence: read`, `source` and `as_of` without a value: the row as shipped was found in a source;
- **a doubt**: `confidence: unverified` with `checked_by` and `checked_on`: the row is no longer to be relied on;
- **a check**: `checked_by` and `checked_on` alone (with `checked_fields` for some fields only): found unchanged, so its age begins anew.

Rows of a list are found by their keys, never by position. The shipped file is not touched, and fields that the overlay does not name keep
their own provenance.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import msgspec

from comity.errors import KnowledgeError
from comity.knowledge.fact_file import FactFile, as_kind, key_path, schema_words
from comity.knowledge.partial_date import PartialDate
from comity.knowledge.row import PROVENANCE_KEYS, Facts, Row, Tracked
from comity.model.said import say

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What an overlay says about the origin of the changes beside it."""

    source: str | None
    as_of: str | None
    confidence: str | None
    checked_by: str | None
    checked_on: str | None
    checked_fields: tuple[str, ...]

    @property
    def is_change(self) -> bool:
        return bool(self.source and self.as_of)

    @property
    def is_check(self) -> bool:
        return bool(self.checked_by and self.checked_on)

    def mark(self, origin: str) -> dict[str, Any]:
        """Write the provenance of one replaced field."""
        told = {"source": self.source, "as_of": self.as_of, "checked_by": self.checked_by, "checked_on": self.checked_on, "origin": origin}
        return {**{key: value for key, value in told.items() if value is not None}, "confidence": self.confidence or "read"}


def with_origin(data: dict[str, Any], kind: type[Facts], origin: str) -> dict[str, Any]:
    """Write the origin into every row of a mapping, so that each row can name its file."""
    result = dict(data)
    for name, inner in _nested(kind):
        value = data.get(name)
        if isinstance(value, dict):
            result[name] = with_origin(value, inner, origin)
        elif isinstance(value, list):
            result[name] = [with_origin(one, inner, origin) if isinstance(one, dict) else one for one in value]
    if issubclass(kind, Tracked):
        result["origin"] = origin
    return result


def laid_over(base: dict[str, Any], over: FactFile, change: dict[str, Any], kind: type[Facts], at: Path = ()) -> dict[str, Any]:
    """Lay one mapping of an overlay over the shipped one.

    Args:
        base: the shipped mapping, with origins written in.
        over: the overlay file.
        change: the part of it that speaks of this mapping.
        kind: the schema of the mapping.
        at: path of `change` in the overlay file.

    Returns:
        A new mapping; `base` and `change` are left as they are.

    Raises:
        KnowledgeError: a key is unknown, a value has the wrong type, a change has no source or date, two rows speak of one key, or the
            overlay says nothing.
    """
    return _Layer(over).row(base, change, kind, at, kind.identity)


def complete(over: FactFile, kind: type[Facts]) -> dict[str, Any]:
    """Accept a file of the overlay that speaks of something the shipped knowledge does not know: it has to be complete.

    Raises:
        KnowledgeError: it is not, or it says that it was read and not where.
    """
    try:
        return _Layer(over).complete(over.data, kind, ())
    except KnowledgeError as error:
        if "missing required field" not in error.message:
            raise
        raise KnowledgeError(
            say(
                "`{stem}` is not in the shipped knowledge, and the file is not complete: {message}",
                stem=over.path.stem,
                message=error.message,
            ),
            place=error.place,
            hint=say("to change a shipped row give the file its name; to add a new one give every required key"),
        ) from error


class _Layer:
    def __init__(self, over: FactFile) -> None:
        self._over = over

    def row(self, base: dict[str, Any], change: dict[str, Any], kind: type[Facts], at: Path, known: tuple[str, ...] = ()) -> dict[str, Any]:
        told = self._told(change, at)
        changed: dict[str, Path] = {}
        result = self._fields(base, change, kind, at, "", changed, set(known))
        if issubclass(kind, Tracked):
            self._mark(result, change, kind, at, told, changed)
        return result

    def _fields(
        self,
        base: dict[str, Any],
        change: dict[str, Any],
        kind: type[Facts],
        at: Path,
        prefix: str,
        changed: dict[str, Path],
        known: set[str],
    ) -> dict[str, Any]:
        types = _types(kind)
        result = dict(base)
        for key, value in change.items():
            here = (*at, key)
            if key in PROVENANCE_KEYS and issubclass(kind, Tracked):
                continue
            if key not in types:
                raise self._error(
                    say("unknown key `{key}`", key=key), here, say("check the spelling; the keys are in docs/reference/schemas")
                )
            if key in known and base.get(key) == value:
                continue
            path = f"{prefix}{key}"
            inner = dict(_nested(kind)).get(key)
            if isinstance(value, list) and inner is not None and key in kind.keys:
                result[key] = self._list(base.get(key) or [], value, inner, kind.keys[key], here, path, changed)
            elif isinstance(value, dict) and inner is not None and isinstance(base.get(key), dict):
                result[key] = (
                    self.row(base[key], value, inner, here)
                    if issubclass(inner, Tracked)
                    else self._fields(base[key], value, inner, here, f"{path}.", changed, set())
                )
            else:
                self._check_type(value, types[key], here)
                result[key] = self._new(value, inner, here)
                if not (inner is not None and issubclass(inner, Tracked)):
                    changed[path] = here
        return result

    def _list(
        self, base: list[Any], change: list[Any], kind: type[Facts], keys: tuple[str, ...], at: Path, path: str, changed: dict[str, Path]
    ) -> list[Any]:
        result = list(base)
        seen: set[tuple[Any, ...]] = set()
        for index, one in enumerate(change):
            here = (*at, index)
            if not isinstance(one, dict):
                raise self._error(say("a row is a mapping of keys to values"), here, say("begin it with `{key}: …`", key=keys[0]))
            missing = [key for key in keys if key not in one]
            if missing:
                raise self._error(
                    say("the row does not say which one it is: missing `{names}`", names="`, `".join(missing)),
                    here,
                    say("name the row by its keys"),
                )
            name = tuple(one[key] for key in keys)
            if name in seen:
                raise self._error(say("two rows for {value}", value=_shown(name)), here, say("keep one of the two"))
            seen.add(name)
            found = [place for place, row in enumerate(result) if tuple(row.get(key) for key in keys) == name]
            if len(found) > 1:
                raise self._error(
                    say("the shipped file has {count} rows for {name}", count=len(found), name=_shown(name)),
                    here,
                    say("replace the whole field in a file of your own"),
                )
            if not found:
                result.append(self.complete(one, kind, here))
                if not issubclass(kind, Tracked):
                    changed[f"{path}[{_shown(name)}]"] = here
            elif issubclass(kind, Tracked):
                result[found[0]] = self.row(result[found[0]], one, kind, here, keys)
            else:
                result[found[0]] = self._fields(result[found[0]], one, kind, here, f"{path}[{_shown(name)}].", changed, set(keys))
        return result

    def _mark(
        self, result: dict[str, Any], change: dict[str, Any], kind: type[Facts], at: Path, told: _Told, changed: dict[str, Path]
    ) -> None:
        overlaid, checks = dict(result.get("overlaid", {})), dict(result.get("checks", {}))
        if changed:
            if not told.is_change:
                where = next(iter(changed.values()))
                raise self._error(
                    say("a changed fact needs its own `source` and `as_of`"),
                    where,
                    say("write where and when it was read, beside the change"),
                )
            overlaid.update(dict.fromkeys(changed, told.mark(self._over.origin)))
        elif told.is_check and told.confidence is None and not told.is_change:
            self._check(result, kind, at, told, checks)
        elif self._is_about_the_whole_row(change, at, told):
            overlaid["*"] = told.mark(self._over.origin)
        if overlaid:
            result["overlaid"] = overlaid
        if checks:
            result["checks"] = checks

    def _is_about_the_whole_row(self, change: dict[str, Any], at: Path, told: _Told) -> bool:
        """Tell a confirmation or a doubt from a row that only holds rows of its own; refuse one that says nothing."""
        if told.confidence == "unverified":
            if not told.is_check:
                raise self._error(say("a doubt needs `checked_by` and `checked_on`"), at, say("say who doubts the row, and since when"))
            return True
        if told.is_change and told.confidence == "read":
            return True
        if told.source or told.as_of or told.checked_by or told.checked_on:
            raise self._error(
                say("the row changes nothing and records no check"),
                at,
                say("to confirm it give `confidence: read`, `source` and `as_of`; to record a check give `checked_by` and `checked_on`"),
            )
        if not any(isinstance(value, dict | list) for value in change.values()):
            raise self._error(say("the row says nothing"), at, say("give a changed value with `source` and `as_of`, or a check"))
        return False

    def _check(self, result: dict[str, Any], kind: type[Facts], at: Path, told: _Told, checks: dict[str, Any]) -> None:
        if result.get("confidence") == "unverified" and "*" not in result.get("overlaid", {}):
            raise self._error(
                say("an unverified row cannot be checked as unchanged: nobody has read it yet"),
                at,
                say("read it in a source and give `confidence: read`, `source` and `as_of`"),
            )
        if "sources" in _types(kind) and not told.checked_fields:
            raise self._error(
                say("say which fields of the provider were checked"),
                at,
                say("for example `checked_fields: [law_enforcement_contact, legal_entity]`"),
            )
        for name in told.checked_fields:
            if name.split(".")[0].split("[")[0] not in _types(kind):
                raise self._error(
                    say("`checked_fields` names the unknown field `{name}`", name=name),
                    (*at, "checked_fields"),
                    say("use names of fields of this row"),
                )
        mark = {"checked_by": told.checked_by, "checked_on": told.checked_on, "origin": self._over.origin}
        checks.update(dict.fromkeys(told.checked_fields or ("*",), mark))

    def complete(self, one: dict[str, Any], kind: type[Facts], at: Path) -> dict[str, Any]:
        """Accept a row that is not shipped: it has to say everything, and where it comes from."""
        dropped = {"checked_by", "checked_on", "checked_fields"} | (set() if issubclass(kind, Row) else PROVENANCE_KEYS - set(_types(kind)))
        row = {key: value for key, value in one.items() if key not in dropped}
        self._check_type(row, kind, at)
        if issubclass(kind, Tracked):
            told = self._told(one, at)
            if issubclass(kind, Row) and one.get("confidence") == "read" and "sources" not in _types(kind) and not told.is_change:
                raise self._error(say("a row that was read needs `source` and `as_of`"), at, say("write where and when it was read"))
            row = with_origin(row, kind, self._over.origin)
            if told.is_check:
                row["checks"] = {"*": {"checked_by": told.checked_by, "checked_on": told.checked_on, "origin": self._over.origin}}
        return row

    def _new(self, value: Any, inner: type[Facts] | None, at: Path) -> Any:
        if inner is not None and issubclass(inner, Tracked):
            if isinstance(value, dict):
                return self.complete(value, inner, at)
            if isinstance(value, list):
                return [self.complete(one, inner, (*at, index)) for index, one in enumerate(value)]
        return value

    def _told(self, change: dict[str, Any], at: Path) -> _Told:
        values = {key: change.get(key) for key in PROVENANCE_KEYS}
        for key in ("source", "as_of", "checked_by", "checked_on", "verify_at"):
            if values[key] is not None and not isinstance(values[key], str):
                raise self._error(
                    say("expected text, got {kind}", kind=type(values[key]).__name__), (*at, key), say("put the value in quotes")
                )
        if values["confidence"] not in (None, "read", "unverified"):
            raise self._error(
                say("`confidence` is read or unverified, not {value}", value=values["confidence"]),
                (*at, "confidence"),
                say("write one of the two"),
            )
        for key in ("as_of", "checked_on"):
            self._check_date(values[key], (*at, key), whole=key == "checked_on")
        fields = values["checked_fields"] or []
        if not isinstance(fields, list) or not all(isinstance(name, str) for name in fields):
            raise self._error(
                say("`checked_fields` is a list of field names"), (*at, "checked_fields"), say("for example [status, in_force]")
            )
        return _Told(values["source"], values["as_of"], values["confidence"], values["checked_by"], values["checked_on"], tuple(fields))

    def _check_date(self, text: str | None, at: Path, *, whole: bool) -> None:
        if text is None:
            return
        day = PartialDate.parse(text)
        if not day.is_dated and (whole or text != "undated"):
            raise self._error(
                say("`{text}` is no date", text=text),
                at,
                say("write a day as 2026-11-21") if whole else say("write 2026, 2026-11, 2026-11-21 or undated"),
            )
        if whole and day.earliest != day.latest:
            raise self._error(say("`{text}` is no single day", text=text), at, say("write the day of the check as 2026-11-21"))

    def _check_type(self, value: Any, kind: Any, at: Path) -> None:
        try:
            as_kind(value, kind)
        except msgspec.ValidationError as error:
            message, _, inside = str(error).partition(" - at `$")
            place = self._over.place(*at) + inside.rstrip("`")
            raise KnowledgeError(
                schema_words(message), place=place, hint=say("see the schema of this kind of file in docs/reference/schemas")
            ) from error

    def _error(self, message: str, at: Path, hint: str) -> KnowledgeError:
        return KnowledgeError(message, place=self._over.place(*at), hint=hint)


def is_in_future(text: str | None, on: date) -> bool:
    """Tell whether a date of a source or a check surely lies after a day: then it is a slip of the pen."""
    first = None if text is None else PartialDate.parse(text).earliest
    return first is not None and first > on


def _shown(name: tuple[Any, ...]) -> str:
    return ",".join(str(part) for part in name)


@cache
def _types(kind: type[Facts]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.encode_name: hints[field.name] for field in msgspec.structs.fields(kind)}


@cache
def _nested(kind: type[Facts]) -> tuple[tuple[str, type[Facts]], ...]:
    """List the fields that hold parts or rows: as one, or as a list of them."""
    return tuple((name, inner) for name, hint in _types(kind).items() for inner in _facts_in(hint))


def _facts_in(hint: Any) -> Iterator[type[Facts]]:
    if isinstance(hint, type) and issubclass(hint, Facts):
        yield hint
    elif typing.get_origin(hint) is not dict:
        for argument in typing.get_args(hint):
            yield from _facts_in(argument)


__all__ = ["is_in_future", "key_path", "laid_over", "with_origin"]
