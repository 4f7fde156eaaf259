"""`state_asks("requested")`: what the law of the State wants a request to contain, and this draft does not state.

`requested` asks the law of the State that executes, `requesting` the law of the State that sends. The items are those of the States'
own files (`request_requirements.must_contain`); `requirements.yaml` beside this package says which request facts answer each of them.
"""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Takes
from comity.drafting.lint.requirements import Requirement, requirements
from comity.drafting.lint.stated import is_stated
from comity.model.request.evidence_request import EvidenceRequest


class StateAsks(Function):
    """One finding for each item that nothing in the draft answers."""

    name = "state_asks"
    takes = (Takes.TEXT,)
    words: ClassVar[tuple[str, ...]] = ("found", "state")

    def bind(self, side: str) -> Bound:
        if side not in {"requested", "requesting"}:
            raise ValueError("the side is 'requested' or 'requesting'")

        def run(facts: Facts) -> bool:
            request = facts.request
            code = request.addressee.state if side == "requested" else request.authority.issuing_state
            state = facts.knowledge.state(code)
            if state is None:
                return False
            wanted = [one for one in requirements(state.code, side) if _is_wanted(one, request)]
            missing = [one for one in wanted if not any(is_stated(facts, field) for field in one.facts)]
            for one in missing:
                facts.evidence.append(Evidence(one.facts[0], words={"found": one.text, "state": state.names.en}))
            return bool(missing)

        return run


def _is_wanted(one: Requirement, request: EvidenceRequest) -> bool:
    if request.request.instrument in one.unless:
        return False
    if one.when and not one.when & set(request.data.categories):
        return False
    language = (request.request.language or "").split("-", maxsplit=1)[0].casefold()
    return not one.when_language_not or bool(language and language not in one.when_language_not)
