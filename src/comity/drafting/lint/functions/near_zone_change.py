"""`near_zone_change("target.ip_timestamp", "target.ip_time_zone")`: a local time within a day of a change of the clocks."""

from __future__ import annotations

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.drafting.lint.local_time import local_time
from comity.errors import InputError
from comity.text.times.zones import near_transition


class NearZoneChange(Function):
    """A time with an offset of its own, or in UTC, is never near one."""

    name = "near_zone_change"
    takes = (Takes.FIELD, Takes.FIELD)

    def bind(self, moment: Reader, zone: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            text, name = moment.first(facts), zone.first(facts)
            local = local_time(str(text)) if text is not None and name is not None else None
            if local is None:
                return False
            try:
                return near_transition(local, str(name).strip())
            except InputError:
                return False

        return run
