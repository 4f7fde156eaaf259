"""Facts on which requests at hand rest and that have to be looked at again: contacts of addressees past their shelf life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from comity.desk.bench import workbench
from comity.desk.rights.worker import Worker
from comity.desk.steps.day import Waiting
from comity.knowledge.shelf_life import FactKind, age, shelf_life

_AT_HAND = ("draft", "submitted", "approved")


@dataclass(frozen=True, slots=True)
class StaleFact:
    """A contact that has to be looked at again before it is used.

    Attributes:
        id: id of the provider or authority.
        is_provider: whether it is a provider.
        name: its name.
        due: the last day of its shelf life; None where its source has no date.
        requests: how many requests at hand go there.
    """

    id: str
    is_provider: bool
    name: str
    due: date | None
    requests: int


def stale_facts(worker: Worker, at_hand: Iterable[Waiting]) -> tuple[StaleFact, ...]:
    """List the contacts that requests at hand go to and that are past their shelf life, the most used first.

    Args:
        worker: who looks.
        at_hand: what waits, of which those that have not left count.
    """
    counted = Counter(id_ for group in at_hand if group.state in _AT_HAND for id_ in group.addressees if id_)
    found = (_stale(worker, id_, many) for id_, many in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
    return tuple(one for one in found if one is not None)


def _stale(worker: Worker, id_: str, many: int) -> StaleFact | None:
    bench, on, life = workbench(worker.language), worker.clock().date(), shelf_life(FactKind.CONTACT)
    provider, authority = bench.catalog.get(id_), bench.law.authorities.get(id_)
    if provider is not None:
        known, field = provider.provenance("law_enforcement_contact", life=life, on=on), "law_enforcement_contact"
        told = age(known.as_of, on, life, provider.last_check(field))
        return StaleFact(id_, True, provider.name, told.review_after, many) if told.is_expired else None
    if authority is not None:
        known = authority.provenance("contact", life=life, on=on)
        told = age(known.as_of, on, life, authority.last_check("contact"))
        return StaleFact(id_, False, authority.name.en, told.review_after, many) if told.is_expired else None
    return None
