"""`luhn("target.imei")`: the check digit of an IMEI holds (3GPP TS 23.003, annex B; ISO/IEC 7812-1, annex B)."""

from __future__ import annotations

from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.leads.checks.digits import luhn, only_digits

_WITHOUT_CHECK_DIGIT = {14, 16}  # type allocation code and serial number alone; IMEISV with software version


class Luhn(Function):
    """Fifteen digits are checked; fourteen and sixteen carry no check digit; any other length is wrong."""

    name = "luhn"
    takes = (Takes.FIELD,)

    def bind(self, field: Reader) -> Bound:
        return lambda facts: all(_holds(str(value)) for value in field.values(facts))


def _holds(text: str) -> bool:
    digits = only_digits(text)
    return len(digits) in _WITHOUT_CHECK_DIGIT or (len(digits) == 15 and luhn(digits))
