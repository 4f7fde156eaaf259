"""Read a YAML file that a person wrote, and remember where each value stands.

Only the plain part of YAML 1.2 is understood: mappings, lists and scalars. Every scalar stays the text that was written
(`0042` keeps its zeros, `NO` is Norway); the reader of the value decides what it means. Anchors, tags, duplicate keys and
several documents in one file are refused, because two programs could read them differently.

The events of the parser are read one by one with a limit on depth and size, so no file can exhaust the memory or the stack.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from comity.errors import InputError
from comity.text.messages import say

_MOST_BYTES = 4_000_000
_DEEPEST = 24
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NOTHING = {"", "~", "null", "Null", "NULL"}
_UTF8_MARK = b"\xef\xbb\xbf"
_SAVE_AS_UTF8 = say("save the file as UTF-8 without a byte order mark")

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as it was written.

    Attributes:
        name: the name to show in messages.
        root: its outermost mapping; scalars are text, an empty one is None.
        lines: the line, from 1, on which each key path stands.
    """

    name: str
    root: dict[str, Any]
    lines: dict[KeyPath, int]

    def place(self, path: KeyPath) -> str:
        """Name a place: `case.yaml: leads[2].at (line 14)`; a key that is absent takes the line of what would hold it."""
        dotted = dotted_path(path)
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        line = self.lines.get(known)
        where = f"{self.name}: {dotted}" if dotted else self.name
        return f"{where} (line {line})" if line else where


def dotted_path(path: KeyPath) -> str:
    """Write a key path as people do: `leads[2].at`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def read_written_file(path: Path) -> WrittenFile:
    """Read a file whose outermost value is a mapping.

    Raises:
        InputError: the file is absent, too large, no UTF-8, no YAML, or uses what is refused here.
    """
    try:
        if path.is_file() and path.stat().st_size > _MOST_BYTES:
            raise InputError(
                say("the file is larger than {limit} MB", limit=_MOST_BYTES // 1_000_000),
                place=str(path),
                hint=say("give the file of one case; long texts belong into separate files"),
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(say("no file of this name"), place=str(path), hint=say("check the name and the folder")) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(say("the file cannot be read: {reason}", reason=reason), place=str(path)) from None
    return parse_written_file(data, str(path))


def parse_written_file(data: bytes, name: str) -> WrittenFile:
    """Read the bytes of a file whose outermost value is a mapping.

    Args:
        data: the bytes.
        name: the name to show in messages.

    Raises:
        InputError: no UTF-8, no YAML, no mapping, or something that is refused here.
    """
    data = data.removeprefix(_UTF8_MARK)  # Windows editors put it before UTF-8
    if data.startswith(_BYTE_ORDER_MARKS):
        raise InputError(say("the file begins with a byte order mark"), place=name, hint=_SAVE_AS_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(say("the file is not written in UTF-8"), place=f"{name} (line {line})", hint=_SAVE_AS_UTF8) from None
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, name) from None
    if not isinstance(builder.root, dict):
        raise InputError(
            say("the file holds no keys with values"),
            place=name,
            hint=say("begin with a line such as: requesting_state: KG"),
        )
    return WrittenFile(name, builder.root, builder.lines)


@dataclass(slots=True)
class _Level:
    """A mapping or list that is being filled; `key` is the key that waits for its value."""

    value: dict[str, Any] | list[Any]
    path: KeyPath
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Builds values from the parser's events, in their order."""

    name: str
    root: Any = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    levels: list[_Level] = field(default_factory=list)
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._error(say("a second document begins"), line, say("keep one case in one file, without a line of three dashes"))
        elif isinstance(event, yaml.AliasEvent):
            raise self._error(say("a reference to another value is not used here"), line, say("write the value out"))
        elif isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.levels.pop()

    def _begin(self, event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent, line: int) -> None:
        if event.anchor is not None or (event.tag is not None and event.tag != "!"):
            raise self._error(say("anchors and tags are not used here"), line, say("write the value out as plain text"))
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style
            self._put(None if plain and event.value in _NOTHING else event.value, line, event)
            return
        if len(self.levels) >= _DEEPEST:
            raise self._error(say("values are nested more than {limit} deep", limit=_DEEPEST), line, None)
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._put(value, line, event)
        self.levels.append(_Level(value, path))

    def _put(self, value: Any, line: int, event: yaml.Event) -> KeyPath:
        if not self.levels:
            self.root = value
            self.lines[()] = line
            return ()
        level = self.levels[-1]
        if isinstance(level.value, list):
            path: KeyPath = (*level.path, len(level.value))
            level.value.append(value)
        elif level.key is None:
            return self._key(level, event, line)
        else:
            path = (*level.path, level.key)
            level.value[level.key] = value
            level.key = None
        self.lines.setdefault(path, line)  # a value stands where its key stands
        return path

    def _key(self, level: _Level, event: yaml.Event, line: int) -> KeyPath:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._error(say("a key is a word, not a list or a mapping"), line, None)
        key = event.value
        path = (*level.path, key)
        if path in self.lines:
            raise InputError(
                say("the key stands twice: first on line {first}", first=self.lines[path]),
                place=f"{self.name}: {dotted_path(path)} (line {line})",
                hint=say("keep one of the two"),
            )
        self.lines[path] = line
        level.key = key
        return path

    def _error(self, message: str, line: int, hint: str | None) -> InputError:
        return InputError(message, place=f"{self.name} (line {line})", hint=hint)


def _not_yaml(error: yaml.YAMLError, text: str, name: str) -> InputError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    if mark is None:
        return InputError(say("the file is not YAML: {problem}", problem=problem), place=name)
    place = f"{name} (line {mark.line + 1})"
    lines = text.splitlines()
    written = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())] or "\\t" in problem or "tab" in problem:
        return InputError(say("the line is indented with a tab"), place=place, hint=say("indent with spaces"))
    return InputError(
        say("the file is not YAML: {problem}", problem=problem),
        place=place,
        hint=say("a text with a colon, a hash or a quotation mark stands between quotation marks"),
    )
