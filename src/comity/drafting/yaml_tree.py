"""YAML as a tree that knows its lines, with the limits that a file from a stranger needs.

No aliases (a small file could unfold into a huge one, or contain itself), no tags, no key twice, bounded size and depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from comity.errors import InputError
from comity.text.messages import say

MAX_BYTES = 5_000_000
MAX_DEPTH = 12
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it stands in the file.

    Attributes:
        text: the text, without quotation marks.
        line: line number, from 1.
        is_plain: whether it stands without quotation marks.
        is_null: whether it is empty, `~` or `null`.
    """

    text: str
    line: int
    is_plain: bool
    is_null: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A list and the line it begins on."""

    items: tuple[Tree, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in their order, each with its line, and the values."""

    items: tuple[tuple[str, int, Tree], ...]
    line: int


Tree = Scalar | Listing | Mapping


def read_tree(path: Path) -> Tree:
    """Read a YAML file.

    Raises:
        InputError: the file cannot be read, is too large, is no UTF-8 or no YAML, or uses what is not accepted.
    """
    try:
        size = path.stat().st_size
        data = b"" if size > MAX_BYTES else path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(
            say("the file cannot be read: {reason}", reason=reason), place=str(path), hint=say("check the name and the permissions")
        ) from None
    if size > MAX_BYTES:
        raise InputError(
            say("the file has {size} bytes, more than {limit}", size=size, limit=MAX_BYTES),
            place=str(path),
            hint=say("a draft is a short text file"),
        ) from None
    return parse_tree(data, path.name)


def parse_tree(data: bytes, name: str) -> Tree:
    """Parse YAML.

    Args:
        data: the bytes of the file, UTF-8 with or without byte order mark.
        name: the name of the file, for messages.

    Raises:
        InputError: as `read_tree`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            say("byte {number} is not UTF-8 text", number=error.start),
            place=name,
            hint=say("save the file as UTF-8; a Word or PDF file is linted as a letter, not as a draft"),
        ) from None
    try:
        return _Builder(name, text).document()
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(
            say("not readable as YAML: {reason}", reason=_reason(error)), place=_place(name, _line(error)), hint=_hint(error)
        ) from None


class _Builder:
    """Builds the tree from the events of the parser.

    Events, not composed nodes: the parser's own composer recurses in C and a file of a million brackets would end the process.
    """

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)

    def document(self) -> Tree:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return Mapping((), 1)
        tree = self._build(next(self._events), 0)
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._error(say("a second document begins (`---`)"), _line_of(after), say("write one draft a file"))
        return tree

    def _build(self, event: yaml.Event, depth: int) -> Tree:
        line = _line_of(event)
        if isinstance(event, yaml.AliasEvent):
            raise self._error(say("an alias (`*name`) is not accepted here"), line, say("write the value again"))
        tag = getattr(event, "tag", None)
        if tag not in {None, "!"}:
            raise self._error(say("a tag ({tag}) is not accepted here", tag=tag), line, say("write the value without it"))
        if depth > MAX_DEPTH:
            raise self._error(
                say("nested deeper than {limit} levels", limit=MAX_DEPTH), line, say("a draft has groups, facts and lists, nothing deeper")
            )
        if isinstance(event, yaml.ScalarEvent):
            if _CONTROL.search(event.value):
                raise self._error(
                    say("a control character in the text"), line, say("remove it; it is not visible, so type the value again")
                )
            is_plain = bool(event.implicit[0])
            return Scalar(event.value, line, is_plain, is_null=is_plain and event.value in {"", "~", "null", "Null", "NULL"})
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(tuple(self._members(yaml.SequenceEndEvent, depth)), line)
        return self._mapping(line, depth)

    def _members(self, end: type[yaml.Event], depth: int) -> Iterator[Tree]:
        while not isinstance(event := next(self._events), end):
            yield self._build(event, depth + 1)

    def _mapping(self, line: int, depth: int) -> Mapping:
        items: list[tuple[str, int, Tree]] = []
        known: set[str] = set()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key_line = _line_of(event)
            key = self._build(event, depth + 1)
            if not isinstance(key, Scalar):
                raise self._error(say("a key must be a word"), key_line, say("write `group.name: value`"))
            if key.text in known:
                raise self._error(say("the key {key} stands twice", key=key.text), key_line, say("keep one of the two"))
            known.add(key.text)
            items.append((key.text, key_line, self._build(next(self._events), depth + 1)))
        return Mapping(tuple(items), line)

    def _error(self, message: str, line: int, hint: str) -> InputError:
        return InputError(message, place=_place(self._name, line), hint=hint)


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _place(name: str, line: int | None) -> str:
    return name if line is None else f"{name}: line {line}"


def _line(error: Exception) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark is not None else None


def _reason(error: Exception) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).splitlines()[0]


def _hint(error: Exception) -> str:
    if "\\t" in str(error) or "'\t'" in str(error):
        return say("indent with spaces, not with tabs")
    return say("put text with a colon or a hash sign in quotation marks, and indent with spaces")
