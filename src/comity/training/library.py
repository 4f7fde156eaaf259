"""The exercises that are there: scenarios, the schemes that mark them, the counterparts that answer in them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from comity.errors import InputError
from comity.knowledge.fact_file import read_fact_file, typed
from comity.text.messages import say
from comity.training.counterpart_file import CounterpartFile
from comity.training.scenario import Scenario
from comity.training.scheme import Scheme

S = TypeVar("S", bound=msgspec.Struct)
HERE = Path(__file__).parent


def read(path: Path, kind: type[S], origin: str | None = None) -> S:
    """Read one file of training data.

    Raises:
        KnowledgeError: it does not fit its schema; the place names file, line and key.
    """
    file = read_fact_file(path, origin or f"training/{path.parent.name}/{path.name}")
    return typed(file.data, kind, file)


class Library:
    """The shipped exercises and an academy's own, read when asked for.

    Args:
        own: folder of own exercises, laid out like this one (`scenarios`, `schemes`, `solutions`, `productions`); None without.
    """

    def __init__(self, own: Path | None = None) -> None:
        self.own = own

    @cached_property
    def _read(self) -> dict[str, tuple[Path, Scenario]]:
        found = [(path, read(path, Scenario)) for root in self.roots for path in sorted((root / "scenarios").glob("*.yaml"))]
        return {one.id: (path, one) for path, one in sorted(found, key=lambda row: (row[1].level, row[1].id))}

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders in which exercises lie."""
        return (HERE, self.own) if self.own is not None else (HERE,)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The exercises by id, in the order of difficulty."""
        return {id_: scenario for id_, (_, scenario) in self._read.items()}

    @cached_property
    def slugs(self) -> dict[str, str]:
        """File names without ending, by id of the exercise."""
        return {id_: path.stem for id_, (path, _) in self._read.items()}

    def root(self, scenario: Scenario) -> Path:
        """Return the folder in which an exercise lies."""
        return self._read[scenario.id][0].parent.parent if scenario.id in self._read else HERE

    @cached_property
    def counterparts(self) -> dict[str, CounterpartFile]:
        """The counterparts by id."""
        found = [read(path, CounterpartFile) for path in sorted((HERE / "counterparts").glob("*.yaml"))]
        return {one.id: one for one in found}

    def scenario(self, name: str) -> Scenario:
        """Return an exercise by its id or by the name of its file.

        Raises:
            InputError: there is none.
        """
        wanted = name.casefold().replace("-", "_")
        for id_, scenario in self.scenarios.items():
            if wanted in {id_.casefold(), self.slugs[id_]}:
                return scenario
        raise InputError(
            say("there is no exercise of this name: {name}", name=name[:60]),
            hint=say("known: {keys}", keys=", ".join(self.scenarios)),
        )

    def scheme(self, scenario: Scenario) -> Scheme:
        """Return how the machine marks an exercise.

        Raises:
            InputError: nobody has written it yet.
        """
        path = self.root(scenario) / "schemes" / f"{self.slugs[scenario.id]}.yaml"
        if not path.exists():
            raise InputError(
                say("the exercise {id} has no marking scheme for the machine yet", id=scenario.id),
                place=f"training/schemes/{path.name}",
                hint=say("comity train list shows which exercises can be played"),
            )
        return read(path, Scheme)

    def solution_folder(self, scenario: Scenario) -> Path:
        """Return the folder of the model solution; it need not be there."""
        return self.root(scenario) / "solutions" / self.slugs[scenario.id]

    def is_playable(self, scenario: Scenario) -> bool:
        """Tell whether scheme and model solution are there, so that the machine can play and mark it."""
        scheme = self.root(scenario) / "schemes" / f"{self.slugs[scenario.id]}.yaml"
        return scheme.exists() and (self.solution_folder(scenario) / "play.yaml").exists()
