"""Telephone numbers after ITU-T E.164, with the numbering plans of `phonenumbers` (Google's libphonenumber, Apache-2.0)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Matches = Callable[[str], object]

_LONGEST_CODE = 3
_TYPES = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail")


@lru_cache(maxsize=8192)
def e164(text: str, country: str | None) -> tuple[str, bool] | None:
    """Read a number.

    Args:
        text: the number as written, with its `+` or as dialled in the country.
        country: ISO 3166-1 code of the country in which it is dialled; None where only international numbers can be read.

    Returns:
        The number in E.164 form, and whether its country has numbers like it; None where it cannot be one.
    """
    if country is None and text[1:].isascii() and text[1:].isdigit() and _is_international(text[1:]):
        return text, True
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), phonenumbers.is_valid_number(number)


def is_mobile(number: str) -> bool:
    """Tell whether an E.164 number is of a mobile network."""
    import phonenumbers

    kind = phonenumbers.number_type(phonenumbers.parse(number, None))
    return bool(kind in {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})


class _Plan(NamedTuple):
    """The numbering plan of a country, compiled.

    Attributes:
        starts: what its national numbers begin with, where it shares its code with others; None else.
        general: what all its numbers match.
        types: what the numbers of each type match, with the lengths they have.
    """

    starts: Matches | None
    general: tuple[frozenset[int], Matches]
    types: tuple[tuple[frozenset[int], Matches], ...]

    def has(self, national: str) -> bool:
        """Tell whether the country has such a national number."""
        lengths, matches = self.general
        if (lengths and len(national) not in lengths) or not matches(national):
            return False
        return any((not lengths or len(national) in lengths) and matches(national) for lengths, matches in self.types)


def _is_international(digits: str) -> bool:
    """Tell in a few steps of a plain number that some country has it; where this is not so clear, `phonenumbers` is asked.

    The same plans are read in the same order as `phonenumbers.is_valid_number` reads them; what has a trunk prefix inside is left to it.
    """
    if digits[:1] == "0":
        return False
    for length in range(1, _LONGEST_CODE + 1):
        code = _code(int(digits[:length]))
        if code is None:
            continue
        prefix, plans = code
        national = digits[length:]
        if national[:1] == "0" or prefix(national):
            return False
        for plan in plans:
            if plan.starts is not None:
                if plan.starts(national):
                    return plan.has(national)
            elif plan.has(national):
                return True
        return False
    return False


@lru_cache(maxsize=512)
def _code(code: int) -> tuple[Matches, tuple[_Plan, ...]] | None:
    """Return the trunk prefix of a calling code and the plans of the countries behind it; None where no country has the code."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    regions = COUNTRY_CODE_TO_REGION_CODE.get(code)
    if regions is None:
        return None
    found = [known for region in regions if (known := PhoneMetadata.metadata_for_region_or_calling_code(code, region))]
    prefix = found[0].national_prefix_for_parsing
    return re.compile(prefix or "(?!)").match, tuple(map(_plan, found))


def _plan(metadata: Any) -> _Plan:
    types = [_form(desc) for name in _TYPES if (desc := getattr(metadata, name)) is not None and desc.national_number_pattern]
    starts = re.compile(metadata.leading_digits).match if metadata.leading_digits else None
    return _Plan(starts, _form(metadata.general_desc), tuple(types))


def _form(desc: Any) -> tuple[frozenset[int], Matches]:
    return frozenset(desc.possible_length), re.compile(desc.national_number_pattern or "(?!)").fullmatch
