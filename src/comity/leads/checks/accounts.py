"""Bank accounts of states of the region that do not use the IBAN inside the country.

Russia: 20 digits; the ninth is a key over the bank's code and the account (Bank of Russia, "Порядок расчета контрольного ключа в номере
лицевого счета", 8 September 1997, No. 515: weights 7, 1, 3; https://base.garant.ru/576000/). The key can be checked only with the BIK.
Uzbekistan: 20 digits (chart of accounts of commercial banks, reg. No. 773 of 13 July 1999); the key's rule was not found in a source, so
such an account is never called valid. Kyrgyzstan: 16 digits; the same holds.
"""

from __future__ import annotations

import re

_WEIGHTS = (7, 1, 3)
# Balance accounts of the second order that stand for customers and correspondents: Bank of Russia, chart of accounts (809-P).
_RU_ACCOUNT = re.compile(r"(?:301|302|401|402|403|404|405|406|407|408|409|41\d|42\d|43\d|44\d|45\d|47\d)\d{17}")
_RU_BIK = re.compile(r"0[0-9]\d{7}")

LENGTHS = {"RU": 20, "UZ": 20, "KG": 16}
"""Number of digits of an account, by ISO 3166-1 code."""


def has_russian_form(account: str) -> bool:
    """Tell whether the digits begin with a Russian balance account for customers or correspondents."""
    return _RU_ACCOUNT.fullmatch(account) is not None


def is_bik(code: str) -> bool:
    """Tell whether the digits have the form of a Russian bank code."""
    return _RU_BIK.fullmatch(code) is not None


def russian_key_holds(account: str, bik: str) -> bool:
    """Check the ninth digit of a Russian account against the code of its bank.

    Args:
        account: twenty digits.
        bik: nine digits.
    """
    # A correspondent account with the Bank of Russia takes the code of the settlement centre, all others the code of the bank.
    code = "0" + bik[4:6] if account.startswith("301") else bik[6:]
    total = sum(int(digit) * _WEIGHTS[place % 3] % 10 for place, digit in enumerate(code + account))
    return total % 10 == 0
