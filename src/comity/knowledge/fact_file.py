"""One file of facts: its text, its digest, and its rows as typed values.

A file that does not fit its schema is refused with the file, the line, the path of the key and the next step; nothing of it is used.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import msgspec

from comity.errors import KnowledgeError
from comity.knowledge.plain_yaml import line_of, parse
from comity.knowledge.row import RESERVED
from comity.model.said import say

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")
_ONE_AT_A_TIME = Lock()

MAX_BYTES = 4 * 1024 * 1024
"""The largest shipped file has 60 kB; a file of facts of this size is none."""


DATE_KEYS = frozenset(
    {"as_of", "checked_on", "opened", "adopted", "applies_from", "open_until", "signed", "bound_on", "in_force", "launched"}
)
"""Keys whose value is a date; a year alone is no number there."""

YEARS = range(1800, 2200)
"""What can be a year."""


@dataclass(frozen=True, slots=True)
class FactFile:
    """A file of facts as it was read.

    Attributes:
        origin: how it is named to people (`law/treaties/untoc.yaml`, `overlay:law/treaties/untoc.yaml`).
        path: where it lies.
        text: what it says.
        sha256: digest of its bytes, in hexadecimal.
        data: the mapping it holds.
    """

    origin: str
    path: Path
    text: str
    sha256: str
    data: dict[str, Any]

    def place(self, *keys: str | int) -> str:
        """Name a place in the file: `law/treaties/untoc.yaml:12: parties[0].code`."""
        line = line_of(self.text, keys)
        where = self.origin if line is None else f"{self.origin}:{line}"
        return f"{where}: {key_path(keys)}" if keys else where


def read_fact_file(path: Path, origin: str) -> FactFile:
    """Read one file of facts.

    Raises:
        KnowledgeError: it cannot be read, is no UTF-8, no YAML, no mapping, or holds a field that only the reader writes.
    """
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise KnowledgeError(
            say("the file cannot be read: {strerror}", strerror=error.strerror),
            place=origin,
            hint=say("check the name and the permissions"),
        ) from error
    if raw is None:
        raise KnowledgeError(
            say("the file is larger than {value} MB", value=MAX_BYTES // 1024 // 1024),
            place=origin,
            hint=say("facts go one file per thing"),
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError(
            say("byte {start} is no UTF-8", start=error.start), place=origin, hint=say("save the file as UTF-8")
        ) from error
    data = parse(text, origin)
    if not isinstance(data, dict):
        raise KnowledgeError(say("the file holds no mapping of keys to values"), place=origin, hint=say("begin with lines such as `id: …`"))
    file = FactFile(origin, path, text, hashlib.sha256(raw).hexdigest(), _with_years(data))
    _refuse_reserved(file, data, ())
    return file


def _with_years(value: Any) -> Any:
    """Read a bare year under a key of dates as the text it is meant to be; counts of signatures stay numbers."""
    if isinstance(value, dict):
        return {key: str(inner) if _is_year(key, inner) else _with_years(inner) for key, inner in value.items()}
    return [_with_years(inner) for inner in value] if isinstance(value, list) else value


def _is_year(key: str, value: object) -> bool:
    return key in DATE_KEYS and type(value) is int and value in YEARS


def key_path(keys: tuple[str | int, ...]) -> str:
    """Write a path of keys: `parties[0].code`."""
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else str(key)
    return text


def as_kind(value: Any, kind: type[T]) -> T:
    """Turn a value into one of a kind, one thread at a time.

    msgspec learns a shape at its first use, and a second thread that comes meanwhile reads what it has half learnt: the process dies.

    Raises:
        msgspec.ValidationError: the value is not of the kind.
    """
    with _ONE_AT_A_TIME:
        return msgspec.convert(value, kind)


def typed(data: dict[str, Any], kind: type[S], file: FactFile) -> S:
    """Turn a mapping into a row of facts.

    Raises:
        KnowledgeError: a key is unknown or missing, or a value has the wrong type.
    """
    try:
        return as_kind(data, kind)
    except msgspec.ValidationError as error:
        message, keys = _explained(str(error))
        raise KnowledgeError(message, place=file.place(*keys), hint=_hint(message)) from error


_AT = re.compile(r" - at `\$(.*?)`\Z", re.DOTALL)
_STEP = re.compile(r"\.([^.\[\]]+)|\[([0-9]+)\]|\[\.\.\.\]")


def _explained(message: str) -> tuple[str, tuple[str | int, ...]]:
    found = _AT.search(message)
    if found is None:
        return schema_words(message), ()
    keys: list[str | int] = []
    for name, index in _STEP.findall(found.group(1)):
        if name:
            keys.append(name)
        elif index:
            keys.append(int(index))
    return schema_words(message[: found.start()]), tuple(keys)


def schema_words(message: str) -> str:
    """Take what the reader of rows says for a message that can be said in other languages; what it never said before stays as it is."""
    for pattern, words in (
        (r"Object contains unknown field `(.*)`", lambda name: say("Object contains unknown field `{name}`", name=name)),
        (r"Object missing required field `(.*)`", lambda name: say("Object missing required field `{name}`", name=name)),
        (r"Expected (`.*`), got (`.*`)", lambda kind, found: say("Expected {kind}, got {found}", kind=kind, found=found)),
        (r"Invalid enum value (.*)", lambda value: say("Invalid enum value {value}", value=value)),
    ):
        if hit := re.fullmatch(pattern, message, re.DOTALL):
            return words(*hit.groups())
    return message


def _hint(message: str) -> str:
    if "unknown field" in message:
        return say("check the spelling; the keys of each kind of file are in docs/reference/schemas")
    if "missing required field" in message:
        return say("write the key; where the value is not known write `unknown` or `null`, as the schema allows")
    if "`bool`" in message:
        return say("write true or false")
    return say("see the schema of this kind of file in docs/reference/schemas")


def _refuse_reserved(file: FactFile, value: object, keys: tuple[str | int, ...]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in RESERVED:
                raise KnowledgeError(
                    say("the key `{key}` is written by the program only", key=key),
                    place=file.place(*keys, key),
                    hint=say("remove the line"),
                )
            _refuse_reserved(file, inner, (*keys, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _refuse_reserved(file, inner, (*keys, index))
