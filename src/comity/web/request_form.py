"""The form of a request: what the instrument asks for and what the draft says, as fields with questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.desk.bench import workbench
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.steps.edit_request import shown_texts, value_of
from comity.desk.steps.field_texts import Place, place_of
from comity.desk.steps.together import Conflict, stamp
from comity.drafting.compose.question_book import question
from comity.drafting.fields import FACT_GROUP, PLEADED_FACTS, TARGET_GROUP, FieldKind, group_classes, request_fields
from comity.errors import KnowledgeError
from comity.text.messages import Messages, mark

GROUPS: dict[str, str] = {
    "request": mark("The request"),
    "authority": mark("Who asks"),
    "addressee": mark("Who is asked"),
    "target": mark("About which identifiers"),
    "data": mark("What is asked for"),
    "case": mark("The case"),
    "pc": mark("Grounds"),
    "fact": mark("Facts that are pleaded"),
    "preservation": mark("Preservation"),
    "emergency": mark("Emergency"),
    "asset": mark("Assets"),
    "evidence": mark("Form of the evidence"),
    "interception": mark("Interception"),
    "hearing": mark("Hearing"),
    "jit": mark("Joint team"),
    "transfer": mark("Transfer of proceedings"),
    "spont": mark("Spontaneous information"),
    "dp": mark("Protection of the data received"),
    "tracking": mark("Tracking"),
}
NEEDS: dict[str, str] = {"must": mark("must"), "conditional": mark("if it applies"), "optional": mark("helps"), "": ""}
_RANK = {"must": 0, "conditional": 1, "optional": 2, "": 3}


@dataclass(frozen=True, slots=True)
class RequestFormField:
    """One field.

    Attributes:
        key: its key in the form.
        fact: id of the request fact.
        kind: kind of its value.
        ask: the question.
        need: must, conditional, optional, or empty where the instrument does not ask for it.
        text: what stands in it.
        stamp: stamp of what the register holds.
        theirs: what somebody else wrote meanwhile; None without a conflict.
        trouble: why what was typed cannot be read; empty when it can.
    """

    key: str
    fact: str
    kind: FieldKind
    ask: str
    need: str
    text: str
    stamp: str
    theirs: str | None = None
    trouble: str = ""

    @property
    def html_id(self) -> str:
        """The id of its element."""
        return html_id(self.key)

    @property
    def is_line(self) -> bool:
        """Tell whether one line is enough."""
        return self.kind in {FieldKind.MOMENT, FieldKind.NUMBER}

    @property
    def rows(self) -> int:
        """How many lines its box shows where the browser does not fit it to the text."""
        return max(1, min(10, self.text.count("\n") + len(self.text) // 70 + 1))


@dataclass(frozen=True, slots=True)
class RequestFormGroup:
    """Fields under one heading; `folded` ones only help."""

    id: str
    title: str
    name: str
    fields: tuple[RequestFormField, ...]
    folded: tuple[RequestFormField, ...]


def html_id(key: str) -> str:
    """The id of the element of a field."""
    return "f-" + key.replace(".", "-")


def request_form(
    request: EvidenceRequest, language: str, troubles: Mapping[str, str], typed: Mapping[str, str], conflicts: Iterable[Conflict]
) -> tuple[RequestFormGroup, ...]:
    """Make the form of a request.

    Args:
        request: the request.
        language: language of the questions.
        troubles: key to why what was typed cannot be read.
        typed: what the person typed and was not saved.
        conflicts: fields that others changed meanwhile.
    """
    texts = shown_texts(request, Messages(language))
    theirs = {conflict.field: conflict.theirs for conflict in conflicts}
    needs = _needs(request.instrument)
    value = value_of(request)
    groups: list[RequestFormGroup] = []
    for group in _ordered():
        for index, name in _instances(group, len(value.targets), len(value.pc.facts), needs):
            keys = _keys(group, index, needs, texts)
            fields = tuple(_field(place, language, needs, texts, troubles, typed, theirs) for place in keys)
            if fields:
                groups.append(_group(group, index, name, fields))
    return tuple(groups)


def one_field(
    request: EvidenceRequest, key: str, language: str, troubles: Mapping[str, str], conflict: Conflict | None
) -> RequestFormField | None:
    """Make one field of the form; None when there is no such fact."""
    place = place_of(key)
    if place is None:
        return None
    typed = {key: conflict.mine} if conflict else {}
    theirs = {key: conflict.theirs} if conflict else {}
    return _field(place, language, _needs(request.instrument), shown_texts(request, Messages(language)), troubles, typed, theirs)


def _group(group: str, index: int | None, name: str, fields: tuple[RequestFormField, ...]) -> RequestFormGroup:
    shown = tuple(one for one in fields if one.need in {"must", "conditional"} or one.text or one.theirs is not None or one.trouble)
    folded = tuple(one for one in fields if one not in shown)
    return RequestFormGroup(f"g-{group}" + (f"-{index}" if index is not None else ""), GROUPS.get(group, group), name, shown, folded)


def _needs(instrument: str) -> dict[str, str]:
    """Fact to its gravest need, in the instrument's own order."""
    known = workbench("en").law.instruments
    needs: dict[str, str] = {}
    for fact in known[instrument].required_facts if instrument in known else ():
        if fact.field not in needs or _RANK[fact.need] < _RANK[needs[fact.field]]:
            needs[fact.field] = fact.need
    return needs


def _ordered() -> list[str]:
    return [group for group in GROUPS if group in group_classes()]


def _instances(group: str, targets: int, facts: int, needs: Mapping[str, str]) -> list[tuple[int | None, str]]:
    if group == TARGET_GROUP:
        return [(number, str(number + 1)) for number in range(max(1, targets))]
    if group == FACT_GROUP:
        is_asked = PLEADED_FACTS in needs or facts
        return [(number, str(number + 1)) for number in range(facts + 1)] if is_asked else []
    return [(None, "")]


def _keys(group: str, index: int | None, needs: Mapping[str, str], texts: Mapping[str, str]) -> list[Place]:
    asked = [fact for fact in needs if fact.startswith(f"{group}.") and fact != PLEADED_FACTS]
    known = [fact.id for fact in request_fields().values() if fact.group == group and fact.id != PLEADED_FACTS]
    if group == FACT_GROUP:
        asked = known
    said = [fact for fact in known if fact not in asked and Place(fact, index).key in texts]
    return [Place(fact, index) for fact in (*asked, *said) if fact in request_fields() and fact != "request.instrument"]


def _field(
    place: Place,
    language: str,
    needs: Mapping[str, str],
    texts: Mapping[str, str],
    troubles: Mapping[str, str],
    typed: Mapping[str, str],
    theirs: Mapping[str, str],
) -> RequestFormField:
    key = place.key
    here = texts.get(key, "")
    text = typed.get(key, here) if key in theirs else here
    need = needs.get(place.fact, "")
    kind = request_fields()[place.fact].kind
    return RequestFormField(
        key, place.fact, kind, _question(place.fact, language), need, text, stamp(here), theirs.get(key), troubles.get(key, "")
    )


def _question(fact: str, language: str) -> str:
    try:
        return question(fact, language)
    except KnowledgeError:
        return fact
