"""`unknown_zone("target.ip_time_zone")`: nobody knows a time zone of that name."""

from __future__ import annotations

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.errors import InputError
from comity.text.times.zones import time_zone


class UnknownZone(Function):
    """An IANA name, an offset and UTC are known; `MSK`, `local time` and misspelt names are not."""

    name = "unknown_zone"
    takes = (Takes.FIELD,)

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            return any(not _is_known(str(value)) for value in field.values(facts))

        return run


def _is_known(name: str) -> bool:
    try:
        time_zone(name.strip())
    except InputError:
        return False
    return True
