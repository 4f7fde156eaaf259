"""Times without a zone wait: the analyst decides for each source in which zone it writes, says how that is known, and signs for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db import transaction

from comity.analysis.views.asking import asked
from comity.desk.evidence.production import Production
from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.evidence import SourceZone
from comity.desk.rights.worker import Worker
from comity.desk.steps.together import as_typed
from comity.errors import InputError
from comity.text.messages import say
from comity.text.times import time_zone

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A source whose times name no zone.

    Attributes:
        source_sha256: digest of the original.
        member_path: the file within it.
        events: events that wait.
        samples: times as they are written.
        decided: the zone decided for the source; None while it waits. The next reading relies on it.
    """

    source_sha256: str
    member_path: str
    events: int
    samples: tuple[str, ...]
    decided: SourceZone | None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.member_path).name or self.source_sha256[:12]


def sources_waiting(case: Case, production: Production) -> tuple[Waiting, ...]:
    """List the sources whose times wait for a zone, those with the most events first."""
    with production.opened() as store:
        found = asked(
            store,
            "select source_sha256, member_path, count(*), list(distinct ts_raw order by ts_raw)[1:3] from event"
            " where ts_utc is null and ts_raw is not null and ts_basis = 'unknown' and duplicate_of is null"
            " group by 1, 2 order by 3 desc, 2",
        )
    decided = {(one.source_sha256, one.member_path): one for one in decisions_of(case)}
    return tuple(Waiting(sha, path, count, tuple(raw)[:_SAMPLES], decided.get((sha, path))) for sha, path, count, raw in found)


def decisions_of(case: Case) -> tuple[SourceZone, ...]:
    """The decisions that hold."""
    return tuple(case.source_zones.filter(ended_at=None).select_related("decided_by"))


def decide_zone(worker: Worker, case_id: int, source_sha256: str, member_path: str, zone: str, reason: str) -> SourceZone | None:
    """Decide in which zone a source writes its times; an empty zone takes the decision back.

    Args:
        worker: who.
        case_id: the case.
        source_sha256: digest of the original.
        member_path: the file within it.
        zone: IANA zone.
        reason: how it is known.

    Raises:
        InputError: there is no such zone, or no reason is given.
    """
    named, why = as_typed(zone), as_typed(reason)
    if named:
        time_zone(named)
        if not why:
            raise InputError(say("say how it is known"), place="reason")
    with transaction.atomic():
        case = worker.case(case_id, "case.change", locked=True)
        case.source_zones.filter(source_sha256=source_sha256, member_path=member_path, ended_at=None).update(ended_at=worker.clock())
        made = None
        if named:
            made = SourceZone.objects.create(
                case=case, source_sha256=source_sha256[:64], member_path=member_path, zone=named, reason=why,
                decided_by=worker.person, decided_at=worker.clock(),
            )  # fmt: skip
            words = worker.t(
                "{name} decided that {file} writes its times in the zone {zone}: {reason}",
                name=worker.person.full_name, file=member_path, zone=named, reason=why,
            )  # fmt: skip
        else:
            words = worker.t("{name} took back the zone of {file}", name=worker.person.full_name, file=member_path)
        facts = {"sha256": source_sha256, "path": member_path, "zone": named}
        write("evidence.zone", words, person=worker.person, case=case, subject=f"case:{case.pk}", facts=facts, clock=worker.clock)
    return made
