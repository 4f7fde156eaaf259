"""Rules of one State that bear on a request: languages, execution without a treaty, retention, the death penalty, direct requests.

What a State's file leaves open is answered `unknown`, with the row that says so among the weak grounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.knowledge.answer import Answer, Ground, Ternary, Weakness, ground
from comity.knowledge.row import Row
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.law.state import DataRetention, DirectRequestAbroad, State, VoluntaryDisclosure
from comity.text.messages import say


@dataclass(frozen=True, slots=True)
class AcceptedLanguages:
    """Languages of a request for legal assistance, by ISO 639 code.

    Attributes:
        accepted: accepted from everybody.
        by_reciprocity: accepted from States that accept them too.
    """

    accepted: tuple[str, ...]
    by_reciprocity: tuple[str, ...] = ()


def mla_languages(state: State, on: date) -> Answer[AcceptedLanguages]:
    """Tell in which languages the State takes requests for legal assistance."""
    row = state.mla_languages
    found = _ground(state, row, "mla_languages", on, FactKind.PROCESS, field="languages")
    return Answer(AcceptedLanguages(row.languages, row.by_reciprocity), on, (found,), row.note or "")


def executes_without_treaty(state: State, on: date) -> Answer[str]:
    """Tell whether the State executes a request that no treaty binds it to.

    Returns:
        `never`, `exceptionally`, `on_reciprocity`, `yes` or `unknown`.
    """
    row = state.without_treaty
    if row is None:
        return Answer("unknown", on, (), say("whether {state} executes requests without a treaty was not read", state=state.code))
    return Answer(row.executes, on, (_ground(state, row, "without_treaty", on, FactKind.PROCEDURAL_LAW),), row.note or "")


def death_penalty(state: State, on: date) -> Answer[str]:
    """Tell whether the law knows the death penalty: `abolished`, `abolished_ordinary`, `retains_moratorium`, `retains`."""
    row = state.death_penalty
    return Answer(row.status, on, (_ground(state, row, "death_penalty", on, FactKind.DEATH_PENALTY, field="status"),), row.note or "")


def needs_death_penalty_assurance(state: State, on: date) -> Answer[Ternary]:
    """Tell whether requests of this State should carry an assurance that the death penalty will not be sought or carried out."""
    return death_penalty(state, on).map(
        lambda status: Ternary.NO if status == "abolished" else Ternary.UNKNOWN if status == "unknown" else Ternary.YES
    )


def data_retention(state: State, on: date) -> Answer[DataRetention]:
    """Tell how long the law makes (`mandatory`) or lets (`permitted_maximum`) operators keep data; `unknown` where nothing was read."""
    row = state.data_retention
    weakness = Weakness.UNKNOWN if row.rule == "unknown" else None
    found = _ground(state, row, "data_retention", on, FactKind.RETENTION, field="rule", weakness=weakness)
    return Answer(row, on, (found,), row.note or "")


def direct_request_abroad(state: State, on: date) -> Answer[DirectRequestAbroad | None]:
    """Tell whether the State's own law lets its authorities ask a foreign holder directly (GE: Criminal Procedure Code 138-1).

    Returns:
        The rule; None where none was found, which is no proof that there is none.
    """
    row = state.direct_request_abroad
    if row is None:
        return Answer(None, on, (), say("no rule of {state} on direct requests abroad was read: ask at home", state=state.code))
    return Answer(row, on, (_ground(state, row, "direct_request_abroad", on, FactKind.PROCEDURAL_LAW),), row.note or "")


def voluntary_disclosure(state: State, on: date) -> Answer[VoluntaryDisclosure]:
    """Tell what a provider established in the State may give a foreign authority directly, by law."""
    row = state.voluntary_disclosure
    values = (row.noncontent, row.content, row.emergency)
    weakness = Weakness.UNKNOWN if all(value == "unknown" for value in values) else None
    return Answer(row, on, (_ground(state, row, "voluntary_disclosure", on, FactKind.PROCESS, weakness=weakness),), row.note or "")


def preservation_power(state: State, on: date) -> Answer[str]:
    """Tell whether the State can preserve data on a foreign request (`available`, `for_foreign_requests`, `bill`, `none` …)."""
    row = state.procedural_powers
    weakness = Weakness.UNKNOWN if row.preservation == "unknown" else None
    found = _ground(state, row, "procedural_powers", on, FactKind.PROCEDURAL_LAW, field="preservation", weakness=weakness)
    return Answer(row.preservation, on, (found,), row.note or "")


def _ground(
    state: State, row: Row, block: str, on: date, kind: FactKind, *, field: str | None = None, weakness: Weakness | None = None
) -> Ground:
    return ground(row, f"jurisdictions/{state.code}.{block}", on, life=shelf_life(kind, state.code), field=field, weakness=weakness)
