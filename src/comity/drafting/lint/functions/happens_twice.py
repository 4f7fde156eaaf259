"""`happens_twice("target.ip_timestamp", "target.ip_time_zone")`: a local time that the clocks showed twice, with both instants."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.drafting.lint.local_time import instant_of
from comity.model.time import as_rfc3339


class HappensTwice(Function):
    """Offers both readings: Kazakhstan set its clocks back on 2024-03-01, so 2024-02-29 23:30 in Almaty happened twice."""

    name = "happens_twice"
    takes = (Takes.FIELD, Takes.FIELD)
    words: ClassVar[tuple[str, ...]] = ("first", "second")

    def bind(self, moment: Reader, zone: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            text, name = moment.first(facts), zone.first(facts)
            instant = instant_of(str(text), str(name)) if text is not None and name is not None else None
            if instant is None or instant.utc is None or instant.also_utc is None:
                return False
            words = {"first": as_rfc3339(instant.utc), "second": as_rfc3339(instant.also_utc)}
            facts.evidence.append(Evidence(moment.id, facts.index, words=words))
            return True

        return run
