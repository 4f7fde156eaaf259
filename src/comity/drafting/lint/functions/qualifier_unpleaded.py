"""`qualifier_unpleaded()`: the executing State's offence has an extra element (security broken, serious harm, intent to defraud).

The cited provision leads to the offence group, the group to the row of the addressee's State. Whether the draft pleads the element is
told by the words they share; in another language the element is shown for a person to check.
"""

from __future__ import annotations

import re
from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function

_PLAIN = frozenset(
    {"with", "from", "over", "other", "than", "this", "that", "part", "named", "believed", "text", "except", "following", "must"}
)


class QualifierUnpleaded(Function):
    """Names the element as the knowledge states it."""

    name = "qualifier_unpleaded"
    words: ClassVar[tuple[str, ...]] = ("found", "state")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    case, knowledge = facts.request.case, facts.knowledge
    state = knowledge.state(facts.request.addressee.state)
    issuing = (facts.request.authority.issuing_state or "").upper()
    if state is None or not case.offence_provision or not issuing:
        return False
    pleaded = _stems(f"{case.dual_criminality_note or ''} {case.facts or ''}")
    wanted = [
        row.qualifier
        for offence in knowledge.offences_of(issuing, case.offence_provision)
        for row in knowledge.national(offence, state.code)
        if row.qualifier and row.confidence == "read" and not _is_pleaded(_stems(row.qualifier), pleaded)
    ]
    for qualifier in dict.fromkeys(wanted):
        facts.evidence.append(Evidence("case.dual_criminality_note", words={"found": qualifier, "state": state.names.en}))
    return bool(wanted)


def _is_pleaded(wanted: set[str], pleaded: set[str]) -> bool:
    return 2 * len(wanted & pleaded) >= len(wanted)


def _stems(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[a-z]{4,}", text.casefold()) if word not in _PLAIN}
