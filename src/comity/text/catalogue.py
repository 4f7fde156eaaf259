"""Read a catalogue of messages in the PO format of GNU gettext.

The format is read as the GNU gettext manual describes it (section "The Format of PO Files"): `msgid`, `msgid_plural`, `msgstr`,
`msgstr[n]`, strings continued on further lines, `#, fuzzy` entries and `#~` obsolete ones left out. Reading the text
itself spares a compiled copy that can grow stale, and costs a few milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from gettext import c2py

from comity.errors import KnowledgeError

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(.)")
_LINE = re.compile(r'(?:(msgid|msgid_plural|msgctxt|msgstr(?:\[(\d+)\])?)\s+)?"(.*)"$')
_PLURAL_RULE = re.compile(r"plural\s*=\s*([^;\n]+)")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The translations of one language.

    Attributes:
        singles: English sentence to translation.
        plurals: English singular to the forms of the language, in the order of its plural rule.
        plural_rule: number to the place of its form.
    """

    singles: dict[str, str]
    plurals: dict[str, tuple[str, ...]]
    plural_rule: Callable[[int], int]

    def single(self, key: str) -> str | None:
        """Look up a sentence; None where it is not translated."""
        return self.singles.get(key)

    def plural(self, one: str, count: int) -> str | None:
        """Look up the form for a number; None where it is not translated."""
        forms = self.plurals.get(one, ())
        place = self.plural_rule(abs(count))
        return forms[place] if place < len(forms) else None


@dataclass(slots=True)
class _Entry:
    fuzzy: bool = False
    parts: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, text: str) -> None:
        self.parts[key] = self.parts.get(key, "") + text


def read_catalogue(text: str, *, place: str) -> Catalogue:
    """Read a PO file.

    Args:
        text: its whole text.
        place: name for messages about mistakes in it.

    Raises:
        KnowledgeError: a line is not PO, or the plural rule cannot be read.
    """
    singles: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    header = ""
    for entry in _entries(text, place):
        key = entry.parts.get("msgid", "")
        if not key:
            header = entry.parts.get("msgstr", "") or header
        elif entry.fuzzy:
            continue
        elif "msgid_plural" in entry.parts:
            forms = tuple(entry.parts.get(f"msgstr[{n}]", "") for n in range(8) if f"msgstr[{n}]" in entry.parts)
            if forms and all(forms):
                plurals[key] = forms
        elif entry.parts.get("msgstr"):
            singles[key] = entry.parts["msgstr"]
    return Catalogue(singles, plurals, _plural_rule(header, place))


def _entries(text: str, place: str) -> Iterator[_Entry]:
    entry, last = _Entry(), ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line:
            if entry.parts:
                yield entry
            entry, last = _Entry(), ""
        elif line.startswith("#"):
            if "msgstr" in last:  # a comment ends the entry above it, with or without an empty line between
                yield entry
                entry, last = _Entry(), ""
            entry.fuzzy = entry.fuzzy or (line.startswith("#,") and "fuzzy" in line)
        else:
            match = _LINE.match(line)
            if match is None or not (match[1] or last):
                message = f"not a line of a PO file: {line[:60]}"
                raise KnowledgeError(message, place=f"{place}:{number}", hint="strings stand in double quotes")
            if match[1] == "msgid" and "msgstr" in last:
                yield entry
                entry = _Entry()
            last = match[1] or last
            entry.add(last, _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[0]), match[3]))
    if entry.parts:
        yield entry


def _plural_rule(header: str, place: str) -> Callable[[int], int]:
    found = _PLURAL_RULE.search(header)
    if found is None:
        return lambda number: int(number != 1)
    try:
        return c2py(found[1].strip())
    except ValueError as problem:
        raise KnowledgeError(f"plural rule cannot be read: {found[1]}", place=place) from problem
