"""Who else knows an identifier: cases of one's own by number, those of others by unit alone.

Need-to-know holds: of a case that the person may not see, neither number nor title nor person of the case is told, only that a unit knows
the identifier, and who heads that unit. Every such answer is written into the journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.appointment import Appointment
from comity.desk.models.case import Case
from comity.desk.models.lead import Lead
from comity.desk.models.unit import Unit
from comity.desk.rights.roles import Role
from comity.desk.rights.worker import Worker
from comity.law.book import Law
from comity.leads.context import Context
from comity.leads.marks import ProviderMarks, marks_of
from comity.leads.recognise import recognise

_LONGEST = 500
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A unit that knows the identifier in a case that the person does not see.

    Attributes:
        unit: the unit.
        heads: names of its heads, to be asked.
    """

    unit: Unit
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Where an identifier is known.

    Attributes:
        value: its normal form.
        kind: its kind.
        cases: cases that the person may see.
        elsewhere: units with cases that the person may not see.
    """

    value: str
    kind: str
    cases: tuple[Case, ...]
    elsewhere: tuple[Elsewhere, ...]


def known(worker: Worker, text: str, apart_from: Case | None = None) -> tuple[Known, ...]:
    """Tell where the identifiers of a text are known.

    Args:
        worker: who asks.
        text: as typed: one identifier or several.
        apart_from: a case that is not told of, because the person is in it.
    """
    if not worker.may("register.ask_around").is_allowed:
        return ()
    found = tuple(one for value, kind in _identifiers(worker, text) if (one := _known(worker, value, kind, apart_from)) is not None)
    _write_down(worker, found)
    return found


def known_identifiers(worker: Worker, identifiers: Iterable[tuple[str, str]], apart_from: Case | None = None) -> tuple[Known, ...]:
    """Tell where identifiers are known that nobody typed: those of a production that was read.

    Args:
        worker: who asks.
        identifiers: normal form and kind, as the leads of cases have them.
        apart_from: the case that was read.
    """
    if not worker.may("register.ask_around").is_allowed:
        return ()
    asked = list(dict.fromkeys((value[:_LONGEST], kind) for value, kind in identifiers))
    there: set[tuple[str, str]] = set()
    for start in range(0, len(asked), _AT_ONCE):
        values = [value for value, _ in asked[start : start + _AT_ONCE]]
        there |= set(Lead.objects.filter(value__in=values).exclude(state="set_aside").values_list("value", "kind"))
    found = tuple(one for value, kind in asked if (value, kind) in there and (one := _known(worker, value, kind, apart_from)) is not None)
    _write_down(worker, found)
    return found


def _write_down(worker: Worker, found: tuple[Known, ...]) -> None:
    """Write into the journal that the person was told of cases of others."""
    told = [one for one in found if one.elsewhere]
    if told:
        words = worker.t(
            "{name} was told that other units know: {values}", name=worker.person.full_name, values=", ".join(one.value for one in told)
        )
        write("search.known_elsewhere", words, person=worker.person, facts={"units": _units(told)}, clock=worker.clock)


def _identifiers(worker: Worker, text: str) -> list[tuple[str, str]]:
    marks = _marks(worker.language, workbench(worker.language).law)
    unit = Unit.objects.filter(appointments__person=worker.person).first()
    context = Context(unit.state if unit else None, worker.person.zone, worker.language, marks)
    return list(dict.fromkeys((one.value[:_LONGEST], one.kind.value) for one in recognise(text[:_LONGEST], context)))


@lru_cache(maxsize=4)
def _marks(language: str, _law: Law) -> tuple[ProviderMarks, ...]:
    """By what providers are recognised, gathered anew with the law book that is opened along with the catalogue."""
    return marks_of(workbench(language).catalog.marks_data())


def _known(worker: Worker, value: str, kind: str, apart_from: Case | None) -> Known | None:
    rows = Lead.objects.filter(value=value, kind=kind).exclude(state="set_aside")
    if apart_from is not None:
        rows = rows.exclude(case=apart_from)
    own = tuple(worker.cases().filter(pk__in=rows.values("case")).select_related("unit"))
    # an exercise is nobody's knowledge
    others = Unit.objects.filter(
        cases__in=Case.objects.filter(pk__in=rows.values("case"), training=False).exclude(pk__in=[case.pk for case in own])
    )
    elsewhere = tuple(Elsewhere(unit, _heads(unit)) for unit in others.distinct())
    return Known(value, kind, own, elsewhere) if own or elsewhere else None


def _heads(unit: Unit) -> tuple[str, ...]:
    rows = Appointment.objects.filter(unit=unit, role=Role.UNIT_HEAD, person__is_active=True).select_related("person")
    return tuple(row.person.full_name for row in rows)


def _units(told: list[Known]) -> list[int]:
    return sorted({one.unit.pk for known_ in told for one in known_.elsewhere})
