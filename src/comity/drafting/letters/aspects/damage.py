"""The loss: the amount and currency beside a word of loss."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading

_CURRENCIES = {
    "USD": r"USD|US ?dollars?|U\.S\. dollars?|dollars?|долл(?:ар\w*|\.)(?: США)?|\$",
    "EUR": r"EUR|euros?|евро|€",
    "KGS": r"KGS|soms?|сом(?:ов|а|у)?",
    "KZT": r"KZT|tenge|тенге|теңге|₸",
    "UZS": r"UZS|so[ʻʼ'’‘`]m|сум(?:ов|а)?|сўм",
    "TJS": r"TJS|somoni|сомони",
    "TMT": r"TMT|manats? TMT",
    "AZN": r"AZN|manats?|манат\w*|₼",
    "AMD": r"AMD|drams?|драм\w*|֏",
    "GEL": r"GEL|lari|лари|₾",
    "RUB": r"RUB|roubles?|rubles?|руб(?:л\w+|\.)|₽",
    "GBP": r"GBP|pounds(?: sterling)?|£",
    "USDT": r"USDT|tether",
    "BTC": r"BTC|bitcoins?",
}
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f,.']\d{3})+(?:[.,]\d{1,8})?|\d+(?:[.,]\d{1,8})?"
_UNIT = "|".join(f"(?P<{code}>{words})" for code, words in _CURRENCIES.items())
_AMOUNT = re.compile(
    rf"(?P<amount>{_NUMBER})\s*(?P<scale>thousand|million|тыс(?:яч\w*|\.)|млн\.?|миллион\w*)?\s*(?:\([^)]{{1,60}}\)\s*)?(?:{_UNIT})(?!\w)",
    re.IGNORECASE,
)
_UNIT_FIRST = re.compile(rf"(?<!\w)(?:{_UNIT})\s?(?P<amount>{_NUMBER})", re.IGNORECASE)


class Damage(Aspect):
    """Reads the loss."""

    slug = "damage"
    fields = ("case.damage_amount", "case.damage_currency")

    def read(self, letter: Letter) -> Iterator[Reading]:
        labelled = [(value.start, value.end) for value in letter.under("damage")]
        for pattern in (_AMOUNT, _UNIT_FIRST):
            for found in pattern.finditer(letter.text):
                inside = any(start <= found.start() < end for start, end in labelled)
                if not inside and not letter.says("loss", letter.sentence(found.start())[2]):
                    continue
                currency = next(code for code in _CURRENCIES if found[code])
                scale = found.groupdict().get("scale")
                amount = " ".join(part for part in (found["amount"].replace("\u00a0", " ").replace("\u202f", " "), scale) if part)
                yield Reading("case.damage_amount", amount, found.start(), found.end(), 1.0 if inside else 0.8)
                yield Reading("case.damage_currency", currency, found.start(), found.end(), 1.0 if inside else 0.8)
                return
