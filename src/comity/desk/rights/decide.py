"""The one place that answers whether a person may do something: a pure function of the matrix.

    decide(actor, "request.approve", subject)      -> Decision

Faces ask it before they show a button, steps ask it before they act. What may not be seen is not refused but does not exist for the
person (`Decision.is_visible`): a page answers as for a number that nobody ever gave out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from comity.desk.rights.matrix import Action, Cell, matrix
from comity.desk.rights.roles import NAMES, STATES, Role
from comity.text.messages import Said, say


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks.

    Attributes:
        roles: all roles the person is appointed to, in any unit.
        case_roles: the roles the person has on the case in question; empty for a person who does not work on it.
        is_fresh: whether the person proved who they are within the last minutes.
    """

    roles: frozenset[Role]
    case_roles: frozenset[Role] = frozenset()
    is_fresh: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What it is about.

    Attributes:
        state: its state; `open` for the register.
        is_training: whether it belongs to an exercise.
        is_own_work: whether the person was the last to change it.
        is_grave: whether it is an emergency or leaves with an overridden block.
    """

    state: str = "open"
    is_training: bool = False
    is_own_work: bool = False
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer.

    Attributes:
        is_allowed: whether the person may, now.
        is_visible: whether the person may know of it at all.
        why: why not; None where it is allowed.
        needs_proof: True when only a fresh proof of identity is missing.
    """

    is_allowed: bool
    is_visible: bool
    why: Said | None = None
    needs_proof: bool = False


_SEE = {"case": "case.see", "request": "request.see", "incoming": "incoming.see"}
_EXERCISES = frozenset({"register.open_exercise", "register.see_directory", "register.search", "register.make_feed", "register.see_feed"})
"""What the roles of the training may do outside of any exercise."""


def decide(actor: Actor, action_id: str, subject: Subject) -> Decision:
    """Answer whether a person may do something.

    Args:
        actor: who asks.
        action_id: id of the action in the matrix.
        subject: what it is about.
    """
    action = matrix().actions[action_id]
    see = _SEE.get(action.subject)
    if see is not None and not _holders(actor, matrix().actions[see], subject):
        return Decision(is_allowed=False, is_visible=False, why=say("you do not work on this case"))
    why = _why_not(actor, action, subject)
    if why is not None:
        return Decision(is_allowed=False, is_visible=True, why=why)
    if action.step_up and not actor.is_fresh:
        return Decision(is_allowed=False, is_visible=True, why=say("confirm that it is you first"), needs_proof=True)
    return Decision(is_allowed=True, is_visible=True)


def _why_not(actor: Actor, action: Action, subject: Subject) -> Said | None:
    if action.not_training and subject.is_training:
        return say("this is an exercise: nothing can be sent from it")
    if subject.state not in action.cells:
        return say("not possible in this state: {state}", state=say(STATES[subject.state]))
    if not _holders(actor, action, subject):
        return say("this needs the role: {roles}", roles=_roles_in_words(action.cells[subject.state]))
    if action.two_persons and subject.is_grave and subject.is_own_work:
        return say("an emergency, or a block that was let pass, is approved by a second person")
    return None


def _holders(actor: Actor, action: Action, subject: Subject) -> frozenset[Role]:
    """The roles by which the person may do the action in this state."""
    cell = action.cells.get(subject.state)
    if cell is None:
        return frozenset()
    found = (cell.members & actor.case_roles) | (cell.everyone & actor.roles)
    return found if subject.is_training or action.id in _EXERCISES else found - matrix().only_training


def _roles_in_words(cell: Cell) -> Said:
    roles = sorted((cell.members | cell.everyone) - matrix().only_training, key=list(Role).index)
    return reduce(lambda one, other: say("{one} or {other}", one=one, other=other), (say(NAMES[role]) for role in roles))
