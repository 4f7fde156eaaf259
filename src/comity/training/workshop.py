"""Own exercises: copy one, change its parts, hold it against the checks, let the machine play it. Files in a folder, no more.

    workshop = Workshop(folder, library, linter)
    id_ = workshop.copy(scenario)                  O1: scenario, scheme, model solution and productions under a new id
    workshop.save(id_, "injects", text)            one part, as YAML; refused with its line where it does not fit the shape
    workshop.problems(id_)                         what `comity train check` says

A part is a top-level key of one of the three files: of the scenario by its name, of the scheme as `scheme.items`, of the model solution as
`solution.steps`. Digests of texts that come back are written anew with the text.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import yaml

from comity.drafting.lint.check import Linter
from comity.errors import ComityError, InputError
from comity.knowledge.plain_yaml import parse
from comity.model.said import say
from comity.training.check import Problem, check
from comity.training.library import Library, read
from comity.training.players.play import play
from comity.training.players.solution import Solution
from comity.training.production import Productions
from comity.training.scenario import Scenario
from comity.training.scheme import Scheme

_KINDS: dict[str, type[msgspec.Struct]] = {"scenario": Scenario, "scheme": Scheme, "solution": Solution, "productions": Productions}
_OWN = re.compile(r"O[1-9]\d{0,3}")
_LONGEST = 200_000
_FIXED = frozenset({"id"})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an own exercise: its place (`injects`, `scheme.items`) and its YAML."""

    place: str
    text: str


class Workshop:
    """The own exercises of an academy.

    Args:
        folder: where they lie.
        library: the exercises that can be copied, and the counterparts that can be cast.
        linter: whose rules and outcomes they may name.
    """

    def __init__(self, folder: Path, library: Library, linter: Linter) -> None:
        self._folder = folder
        self._library = library
        self._linter = linter

    def ids(self) -> tuple[str, ...]:
        """List the own exercises."""
        found = (path.stem for path in (self._folder / "scenarios").glob("O*.yaml"))
        return tuple(sorted((one for one in found if _OWN.fullmatch(one)), key=lambda one: int(one[1:])))

    def copy(self, scenario: Scenario) -> str:
        """Copy an exercise under a new id; return it."""
        number = max((int(one[1:]) for one in self.ids()), default=0) + 1
        id_, slug, root = f"O{number}", self._library.slugs[scenario.id], self._library.root(scenario)
        sources = {
            "scenario": root / "scenarios" / f"{slug}.yaml",
            "scheme": root / "schemes" / f"{slug}.yaml",
            "solution": self._library.solution_folder(scenario) / "play.yaml",
            "productions": root / "productions" / f"{slug}.yaml",
        }
        for kind, source in sources.items():
            if source.exists():
                data = parse(source.read_text("utf-8"), source.name)
                self._write(id_, kind, {**data, "id": id_})
        return id_

    def parts(self, id_: str) -> tuple[Part, ...]:
        """Return the parts of an own exercise, in the order of its files.

        Raises:
            InputError: there is none.
        """
        found = []
        for kind in _KINDS:
            data = self._data(id_, kind)
            found += [
                Part(key if kind == "scenario" else f"{kind}.{key}", _dumped(value)) for key, value in data.items() if key not in _FIXED
            ]
        return tuple(found)

    def save(self, id_: str, place: str, text: str) -> None:
        """Write one part.

        Raises:
            InputError: there is no such exercise or part, or the text is far too long.
            KnowledgeError: the text is no YAML, or does not fit the shape; the place names line and key.
        """
        kind, _, key = place.rpartition(".")
        kind = kind or "scenario"
        if kind not in _KINDS or key in _FIXED or not key:
            raise InputError(say("there is no part of this name: {name}", name=place[:40]))
        if len(text) > _LONGEST:
            raise InputError(say("this is too long for a part of an exercise"), place=place)
        data = {**self._data(id_, kind), key: parse(text.replace("\r\n", "\n"), place)}
        if kind == "scenario":
            _digest(data)
        self._fits(kind, data, place)
        self._write(id_, kind, data)

    def problems(self, id_: str) -> tuple[Problem, ...]:
        """Return everything that is wrong with an own exercise; nothing when all is well."""
        scenario = read(self._path(id_, "scenario"), Scenario, id_)
        found = check(scenario, self._library, self._linter, read(self._path(id_, "scheme"), Scheme, id_))
        return found or self._played(scenario)

    def _played(self, scenario: Scenario) -> tuple[Problem, ...]:
        """What the model solution loses when the machine plays it: an exercise that cannot be solved is none."""
        try:
            played = play(Library(self._folder), self._linter, scenario)
        except ComityError as error:
            return (Problem("solution", say("the machine cannot play the model solution: {reason}", reason=error.message)),)
        lost = (one for one in played.mark.items if one.lost)
        return tuple(
            Problem(f"marking.{one.id}", say("the model solution loses {points} points here; change it, or the check", points=one.lost))
            for one in lost
        )

    def _path(self, id_: str, kind: str) -> Path:
        places = {
            "scenario": f"scenarios/{id_}.yaml",
            "scheme": f"schemes/{id_}.yaml",
            "solution": f"solutions/{id_}/play.yaml",
            "productions": f"productions/{id_}.yaml",
        }
        return self._folder / places[kind]

    def _data(self, id_: str, kind: str) -> dict[str, Any]:
        if not _OWN.fullmatch(id_) or not self._path(id_, "scenario").exists():
            raise InputError(say("there is no exercise of this name: {name}", name=id_[:20]))
        path = self._path(id_, kind)
        data = parse(path.read_text("utf-8"), path.name) if path.exists() else {}
        return data if isinstance(data, dict) else {}

    def _fits(self, kind: str, data: dict[str, Any], place: str) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "part.yaml"
            path.write_text(_dumped(data), "utf-8")
            read(path, _KINDS[kind], place)

    def _write(self, id_: str, kind: str, data: dict[str, Any]) -> None:
        path = self._path(id_, kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(_dumped(data), "utf-8")
        new.replace(path)


def _dumped(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120)


def _digest(data: dict[str, Any]) -> None:
    """Write the digests of texts that come back anew; one that was planted wrong stays wrong."""
    rows = data.get("returns")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("text"), str):
            digest = hashlib.sha256(row["text"].encode()).hexdigest()
            if row.get("sha256_announced") == row.get("sha256_of_text"):
                row["sha256_announced"] = digest
            row["sha256_of_text"] = digest
