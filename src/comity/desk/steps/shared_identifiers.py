"""Identifiers of a production that other cases know: one's own cases by number and entity, those of others by unit and head alone.

Two sources: the stores of the cases that the person may see (`analysis.shared`), and the leads of all cases through the register's own
look-up (`search.known`), which tells of a case that the person may not see only the unit that knows and whom to ask.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.analysis.entities.identifying import identifies
from comity.analysis.entities.resolve import resolve
from comity.analysis.entities.rules import read_rules
from comity.analysis.shared import SharedIdentifier, is_everywhere, shared
from comity.desk.evidence.production import Production, production_of
from comity.desk.models.case import Case
from comity.desk.rights.worker import Worker
from comity.desk.search.known import Known, known_identifiers
from comity.routing.new_leads import as_lead

_MOST_CASES = 50


@dataclass(frozen=True, slots=True)
class SharedHere:
    """What other cases know of a production.

    Attributes:
        productions: identifiers that stand in productions of several cases that the person may see; cases by their keys, as text.
        cases: those cases by key.
        leads: identifiers that are leads of other cases: cases of one's own, units of others.
        left_out: cases of one's own that were read, but not looked at, because there are too many.
    """

    productions: tuple[SharedIdentifier, ...]
    cases: dict[str, Case]
    leads: tuple[Known, ...]
    left_out: int


def shared_identifiers(worker: Worker, case_id: int) -> SharedHere | None:
    """Tell which identifiers of what was read in a case are known elsewhere.

    Args:
        worker: who asks.
        case_id: the case.

    Returns:
        None while nothing was read in the case.
    """
    case = worker.case(case_id, "case.see")
    production = production_of(worker, case)
    if production is None:
        return None
    others = _others(worker, case)
    stores = {str(case.pk): production.store} | {str(one.pk): read.store for one, read in others[:_MOST_CASES]}
    here = tuple(one for one in shared(stores).identifiers if any(place.case == str(case.pk) for place in one.cases))
    cases = {str(case.pk): case} | {str(one.pk): one for one, _ in others[:_MOST_CASES]}
    return SharedHere(here, cases, known_identifiers(worker, _named(production), case), max(len(others) - _MOST_CASES, 0))


def _others(worker: Worker, case: Case) -> list[tuple[Case, Production]]:
    """The other cases that the person may see and in which something was read; exercises are nobody's knowledge."""
    rows = worker.cases().exclude(pk=case.pk).filter(training=case.training, jobs__kind="read", jobs__state="done").distinct()
    return [(one, read) for one in rows if (read := production_of(worker, one)) is not None]


def _named(production: Production) -> list[tuple[str, str]]:
    never = read_rules().never
    nodes = [
        node for entity in resolve(production.store).entities for node in entity.nodes if is_everywhere(node) and identifies(node, never)
    ]
    return [(lead.value, lead.kind.value) for node in nodes if (lead := as_lead(node)) is not None]
