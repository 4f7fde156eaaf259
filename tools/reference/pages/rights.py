"""Who may do what at the desk, from the matrix itself."""

from __future__ import annotations

from collections.abc import Iterator

from comity.desk.rights.matrix import Action, matrix
from comity.desk.rights.roles import NAMES, STATES, Role
from tools.reference.page import Markup, Page, code, table

_SUBJECTS = {"register": "In the register", "case": "On a case", "request": "On a request", "incoming": "On a request from abroad"}
_INTRO = """A role in **bold** acts wherever it is held; any other acts only on cases its holder works on, and nobody else sees them.
Trainers and trainees act in exercises only. The file is `desk/rights/matrix.yaml`; one function answers from it, and the tests try every
cell.

- *proof*: a second factor (or the password where there is none) within the last five minutes.
- *two persons*: an emergency, or a request with a block that was let pass, is approved by somebody who did not change it last.
- *never in an exercise*: nothing leaves an exercise.
"""


def pages() -> Iterator[Page]:
    """Print the matrix: a table a subject."""
    parts = [_INTRO]
    for subject, title in _SUBJECTS.items():
        rows = [_row(action, state) for action in matrix().actions.values() if action.subject == subject for state in action.cells]
        parts.append(f"## {title}\n\n{table(['action', 'state', 'who', 'needs'], rows)}")
    roles = [[code(role.value), NAMES[role]] for role in Role]
    parts.append(f"## Roles\n\n{table(['code', 'name'], roles)}")
    yield Page("rights.md", "Rights", "\n".join(parts))


def _row(action: Action, state: str) -> list[object]:
    cell = action.cells[state]
    who = [f"**{NAMES[role]}**" if role in cell.everyone else NAMES[role] for role in Role if role in cell.members | cell.everyone]
    needs = [
        words
        for flag, words in (("step_up", "proof"), ("two_persons", "two persons"), ("not_training", "never in an exercise"))
        if getattr(action, flag)
    ]
    return [f"{action.what['en']} ({code(action.id)})", STATES[state], Markup(", ".join(who)), needs]
