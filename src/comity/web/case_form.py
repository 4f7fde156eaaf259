"""The form of a case, from `case_form.yaml`: what is asked, in which words, and what stands there now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from comity.desk.bench import workbench
from comity.desk.steps.together import Conflict, stamp
from comity.text.messages import readable


@dataclass(frozen=True, slots=True)
class FormField:
    """One field.

    Attributes:
        key: key of the case file.
        kind: line, text, day, choice or lines.
        ask: the question in the reader's language.
        text: what stands in it.
        stamp: stamp of what the register holds, for the merge.
        choices: code to words, for a choice.
        theirs: what somebody else wrote meanwhile; None without a conflict.
    """

    key: str
    kind: str
    ask: str
    text: str
    stamp: str
    choices: tuple[tuple[str, str], ...] = ()
    theirs: str | None = None

    @property
    def html_id(self) -> str:
        """The id of its element."""
        return "f-" + self.key.replace(".", "-")

    @property
    def rows(self) -> int:
        """How many lines its box shows at first."""
        return max(2, min(12, self.text.count("\n") + len(self.text) // 90 + 1))


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Fields under one heading."""

    title: str
    fields: tuple[FormField, ...]


def case_form(
    particulars: Mapping[str, str], language: str, typed: Mapping[str, str], conflicts: Iterable[Conflict]
) -> tuple[FormGroup, ...]:
    """Make the form.

    Args:
        particulars: what the register holds.
        language: language of the reader.
        typed: what the person typed and was not saved; it stands in its field.
        conflicts: fields that others changed meanwhile.
    """
    theirs = {conflict.field: conflict.theirs for conflict in conflicts}
    return tuple(
        FormGroup(_said(group["group"], language), tuple(_field(row, particulars, language, typed, theirs) for row in group["fields"]))
        for group in _rows()
    )


def form_keys() -> frozenset[str]:
    """The keys that the form asks for."""
    return frozenset(row["key"] for group in _rows() for row in group["fields"])


def _field(row: dict[str, Any], held: Mapping[str, str], language: str, typed: Mapping[str, str], theirs: Mapping[str, str]) -> FormField:
    key = row["key"]
    here = held.get(key, "")
    text = typed.get(key, here) if key in theirs else here
    return FormField(key, row["as"], _said(row["ask"], language), text, stamp(here), _choices(row, language, text), theirs.get(key))


def _choices(row: dict[str, Any], language: str, text: str) -> tuple[tuple[str, str], ...]:
    if row["as"] != "choice":
        return ()
    if row.get("from") == "offences":
        found = tuple((id_, _said(_names(group), language)) for id_, group in workbench(language).law.offences.items())
    else:
        found = tuple((code, _said(words, language)) for code, words in row["choices"].items())
    known = {code for code, _ in found}
    return found if not text or text in known else (*found, (text, text))


def _names(group: Any) -> Mapping[str, str]:
    name = group.title
    return {tag: value for tag in ("en", "ru") if (value := getattr(name, tag, None))}


def _said(words: Mapping[str, str], language: str) -> str:
    return next((words[tag] for tag in readable(language) if tag in words), words["en"])


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    # the file is the program's own and uses an anchor, which files from outside may not
    return tuple(yaml.load(files("comity.web").joinpath("case_form.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader))
