"""Turn a file that a person wrote into the values of a shape, and say exactly what is wrong and where.

The shape is a `msgspec.Struct`, the same from which the published schema is made. msgspec itself stops at the first mistake
without knowing the line; here a mistake names file, key and line, and offers the word that was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, TypeVar

import msgspec.inspect as shapes
from msgspec import NODEFAULT, Struct

from comity.errors import InputError
from comity.routing.yaml_file import KeyPath, WrittenFile
from comity.text.messages import Said, say

S = TypeVar("S", bound=Struct)

_TRUE = {"true", "yes", "on", "да"}
_FALSE = {"false", "no", "off", "нет"}
_ABSENT = object()


def read_as(file: WrittenFile, shape: type[S]) -> S:
    """Read a whole file as a shape.

    Raises:
        InputError: a key is unknown or missing, or a value is not of its kind.
    """
    info = _shape(shape)
    if not isinstance(info, shapes.StructType):
        raise TypeError(f"{shape.__name__} is no Struct")
    value: S = _Reading(file).struct(info, file.root, ())
    return value


@lru_cache(maxsize=32)
def _shape(shape: type[Struct]) -> shapes.Type:
    """Look into a shape once: its annotations are texts, and reading them costs more than reading a file."""
    return shapes.type_info(shape)


def did_you_mean(word: str, known: Iterable[str]) -> Said | None:
    """Offer the known word that was probably meant."""
    words = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return say("did you mean {word}?", word=words[close[0]]) if close else None


class _Reading:
    """Reads the values of one file; a method for each kind of value."""

    def __init__(self, file: WrittenFile) -> None:
        self._file = file
        self._example: str | None = None  # of the key that is being read

    def value(self, kind: shapes.Type, written: Any, path: KeyPath) -> Any:
        if isinstance(kind, shapes.Metadata):
            self._example = _example(kind)
            return self.value(kind.type, written, path)
        if isinstance(kind, shapes.UnionType):
            inner = [part for part in kind.types if not isinstance(part, shapes.NoneType)]
            return None if written is None and len(inner) < len(kind.types) else self.value(inner[0], written, path)
        if isinstance(kind, shapes.StructType):
            return self.struct(kind, written, path)
        if isinstance(kind, shapes.ListType):
            return self.items(kind, written, path)
        return self.scalar(kind, self.text(written, path), path)

    def struct(self, kind: shapes.StructType, written: Any, path: KeyPath) -> Any:
        if not isinstance(written, dict):
            raise self.wrong(say("keys with values are expected here"), path, say("one of: {keys}", keys=_names(kind)))
        known = {field.encode_name for field in kind.fields}
        for key in written:
            if key not in known:
                raise self.wrong(say("there is no such key: {key}", key=key), (*path, key), self.meant(key, known))
        values: dict[str, Any] = {}
        for field in kind.fields:
            self._example = None
            found = written.get(field.encode_name, _ABSENT)
            if found is not _ABSENT and not (found is None and not field.required):
                values[field.name] = self.value(field.type, found, (*path, field.encode_name))
            elif field.required:
                raise self.wrong(say("{key} is missing", key=field.encode_name), path, _describe(field.type))
            elif field.default is NODEFAULT and field.default_factory is not NODEFAULT:
                values[field.name] = field.default_factory()
        return kind.cls(**values)

    def items(self, kind: shapes.ListType, written: Any, path: KeyPath) -> list[Any]:
        if not isinstance(written, list):
            raise self.wrong(say("a list is expected here"), path, say("begin each entry with a dash"))
        return [self.value(kind.item_type, item, (*path, number)) for number, item in enumerate(written)]

    def text(self, written: Any, path: KeyPath) -> str:
        if written is None:
            raise self.wrong(say("a value is missing here"), path, say("fill it in, or take the key out"))
        if not isinstance(written, str):
            raise self.wrong(say("one value is expected here, not a list or keys"), path, None)
        return written

    def scalar(self, kind: shapes.Type, text: str, path: KeyPath) -> Any:
        if isinstance(kind, shapes.StrType):
            return self.words(kind, text, path)
        if isinstance(kind, shapes.EnumType):
            return self.choice(kind, text, path)
        if isinstance(kind, shapes.BoolType):
            if text.strip().lower() in _TRUE | _FALSE:
                return text.strip().lower() in _TRUE
            raise self.wrong(say("yes or no is expected, not {value}", value=_short(text)), path, say("write true or false"))
        if isinstance(kind, shapes.DateType):
            return self.day(text, path)
        if isinstance(kind, shapes.IntType | shapes.FloatType):
            return self.number(kind, text, path)
        raise TypeError(f"a shape holds a kind of value that files cannot give: {kind}")

    def words(self, kind: shapes.StrType, text: str, path: KeyPath) -> str:
        if kind.min_length and len(text.strip()) < kind.min_length:
            raise self.wrong(say("a value is missing here"), path, None)
        if kind.pattern and not re.search(kind.pattern, text):
            hint = (
                say("write it as in {example}", example=self._example) if self._example else say("expected form: {form}", form=kind.pattern)
            )
            raise self.wrong(say("not in the form that is expected: {value}", value=_short(text)), path, hint)
        return text

    def choice(self, kind: shapes.EnumType, text: str, path: KeyPath) -> Any:
        words = [member.value for member in kind.cls]
        if text in words:
            return kind.cls(text)
        raise self.wrong(say("not one of the known words: {value}", value=_short(text)), path, self.meant(text, words))

    def day(self, text: str, path: KeyPath) -> date:
        written = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip())
        try:
            return date.fromisoformat(written[0] if written else "")
        except ValueError:
            raise self.wrong(
                say("this is no date: {value}", value=_short(text)), path, say("write year, month and day: 2026-11-03")
            ) from None

    def number(self, kind: shapes.IntType | shapes.FloatType, text: str, path: KeyPath) -> int | float:
        whole = isinstance(kind, shapes.IntType)
        if not re.fullmatch(r"-?\d{1,12}" if whole else r"-?\d{1,12}(\.\d{1,6})?", text.strip()):
            raise self.wrong(say("a number is expected, not {value}", value=_short(text)), path, None)
        number = int(text) if whole else float(text)
        if (kind.ge is not None and number < kind.ge) or (kind.le is not None and number > kind.le):
            raise self.wrong(
                say("the number is out of range: {value}", value=_short(text)),
                path,
                say("from {least} to {most}", least=kind.ge, most=kind.le),
            )
        return number

    def meant(self, word: str, known: Iterable[str]) -> Said:
        known = list(known)
        return did_you_mean(word, known) or say("one of: {keys}", keys=", ".join(known if len(known) < 30 else known[:30]))

    def wrong(self, message: Said, path: KeyPath, hint: str | None) -> InputError:
        return InputError(message, place=self._file.place(path), hint=hint)


def _names(kind: shapes.StructType) -> str:
    return ", ".join(field.encode_name for field in kind.fields)


def _describe(kind: shapes.Type) -> str | None:
    if isinstance(kind, shapes.Metadata) and kind.extra_json_schema and "description" in kind.extra_json_schema:
        return str(kind.extra_json_schema["description"])
    return None


def _example(kind: shapes.Metadata) -> str | None:
    examples = (kind.extra_json_schema or {}).get("examples")
    return str(examples[0]) if examples else None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
