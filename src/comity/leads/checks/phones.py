"""Telephone numbers after ITU-T E.164, with the numbering plans of `phonenumbers` (Google's libphonenumber, Apache-2.0)."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=8192)
def e164(text: str, country: str | None) -> tuple[str, bool] | None:
    """Read a number.

    Args:
        text: the number as written, with its `+` or as dialled in the country.
        country: ISO 3166-1 code of the country in which it is dialled; None where only international numbers can be read.

    Returns:
        The number in E.164 form, and whether its country has numbers like it; None where it cannot be one.
    """
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
