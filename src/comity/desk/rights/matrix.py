"""The matrix of rights, read once from `matrix.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from comity.desk.rights.roles import Role
from comity.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class Cell:
    """Who may do an action in one state.

    Attributes:
        members: roles on the case that may.
        everyone: roles that may wherever they are held.
    """

    members: frozenset[Role] = frozenset()
    everyone: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Action:
    """An action.

    Attributes:
        id: `subject.verb`.
        subject: `register`, `case`, `request` or `incoming`.
        what: language tag to words.
        cells: state to who may; a state that is not there does not know the action.
        step_up: whether a fresh proof of identity is asked for.
        two_persons: whether nobody may do it to their own work where the matter is grave.
        not_training: whether it is never done in an exercise.
    """

    id: str
    subject: str
    what: Mapping[str, str]
    cells: Mapping[str, Cell]
    step_up: bool = False
    two_persons: bool = False
    not_training: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """All of it.

    Attributes:
        actions: by id.
        states: subject to its states, in the order of the work.
        only_training: roles that act in exercises only.
    """

    actions: Mapping[str, Action]
    states: Mapping[str, tuple[str, ...]]
    only_training: frozenset[Role] = field(default_factory=frozenset)


_FLAGS = ("step_up", "two_persons", "not_training")


@cache
def matrix() -> Matrix:
    """Read the matrix.

    Raises:
        KnowledgeError: a role or state in it does not exist.
    """
    # the file is the program's own and uses anchors, which files from outside may not
    tree = yaml.load(files("comity.desk.rights").joinpath("matrix.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    states = {name: tuple(subject["states"]) for name, subject in tree["subjects"].items()}
    actions = {
        id_: _action(id_, name, row, states[name]) for name, subject in tree["subjects"].items() for id_, row in subject["actions"].items()
    }
    return Matrix(actions, states, frozenset(Role(role) for role in tree["only_training"]))


def _action(id_: str, subject: str, row: dict[str, Any], states: tuple[str, ...]) -> Action:
    cells = {key: value for key, value in row.items() if key not in {"what", *_FLAGS}}
    unknown = [state for state in cells if state not in states]
    if unknown:
        raise KnowledgeError(f"{id_} names a state that {subject} does not have: {unknown[0]}", place="desk/rights/matrix.yaml")
    return Action(
        id_,
        subject,
        row["what"],
        {
            state: Cell(*(frozenset(Role(role) for role in cell.get(who, ())) for who in ("members", "everyone")))
            for state, cell in cells.items()
        },
        **{flag: bool(row.get(flag)) for flag in _FLAGS},
    )
