"""Amounts of money and tokens, brought to one form: `85 000,50 сом`, `KGS 85,000.50` and `85.000,50 KGS` are one amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from comity.drafting.lint.lowered import lowered, lowered_pattern
from comity.drafting.lint.parity.spans import Spans

# Codes: ISO 4217, and the symbols of tokens. Words: the languages of the letters. `so'm` and `сум` are the Uzbek som, `сом` the Kyrgyz.
_DOLLAR = (
    r"USD|US\$|\$|долл(?:ар\w*)?\.?(?: США)?|А[ҚК]Ш доллар\w*|AQSh dollar\w*|"
    r"US dollars?|dollars?(?: (?:des États-Unis|américains))?|US-Dollar|دلار"
)
_CURRENCIES: tuple[tuple[str, str], ...] = (
    ("USD", _DOLLAR),
    ("EUR", r"EUR|€|евро|euros?|یورو"),
    ("GBP", r"GBP|£|фунт\w* стерлинг\w*"),
    ("RUB", r"RUB|₽|руб(?:л\w*)?\.?|roubles?|rubles?|Rubel"),
    ("KGS", r"KGS|сом(?:ов|а|ду|го)?|soms?"),
    ("KZT", r"KZT|₸|тенге|теңге\w*|tenge"),
    ("UZS", r"UZS|сум(?:ов|а|ы)?|сўм|so[ʻ'’`]m"),
    ("TJS", r"TJS|сомони|somoni"),
    ("TMT", r"TMT|манат туркм\w*"),
    ("AZN", r"AZN|₼|манат\w*|manats?"),
    ("AMD", r"AMD|֏|драм\w*|drams?"),
    ("GEL", r"GEL|₾|лари|lari"),
    ("USDT", r"USDT|тезер\w*"),
    ("USDC", r"USDC"),
    ("BTC", r"BTC|биткоин\w*|bitcoins?"),
    ("ETH", r"ETH"),
    ("TRX", r"TRX"),
    ("TON", r"TON|Toncoin"),
)
_ONLY_CAPITALS = frozenset({"USDC", "BTC", "ETH", "TRX", "TON"})  # in small letters these are words, or parts of names
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f'’.,]\d{3})+(?:[.,]\d{1,18})?|\d+(?:[.,]\d{1,18})?"
# The same, begun with the digit and then the look at what stands before it: the engine leaps from digit to digit.
# Atomic: no shorter number has a word behind it.
_LEAPING_NUMBER = r"\d(?<![\w.,]\d)(?>\d{0,2}(?:[ \u00a0\u202f'’.,]\d{3})+(?:[.,]\d{1,18})?(?!\d)|\d*(?:[.,]\d{1,18})?(?!\d))"
_WORD = "|".join(f"(?:{lowered_pattern(words)})" for _, words in _CURRENCIES)


def _openings() -> str:
    """List the letters and signs with which the words begin, each branch with one: most words are passed over by these alone."""
    branches = "|".join(lowered_pattern(words) for _, words in _CURRENCIES)
    while (shorter := re.sub(r"\([^()]*\)\??", "", branches)) != branches:
        branches = shorter
    return "".join(sorted({re.escape(branch.removeprefix("\\")[0]) for branch in branches.split("|")}))


_AFTER = re.compile(rf"(?P<number>{_LEAPING_NUMBER})\s?(?:\([^)]{{1,80}}\)\s?)?(?=[{_openings()}])(?P<word>{_WORD})(?!\w)")
_BEFORE = re.compile(rf"(?<!\w)(?=[{_openings()}])(?P<word>{_WORD})\s?(?P<number>{_NUMBER})(?![\w])")
_CODES = tuple((code, re.compile(lowered_pattern(words))) for code, words in _CURRENCIES)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount where it stands.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        values: the numbers it can be; two where `1.234` may be a thousand or a little more than one.
        currency: code of the currency or token.
    """

    start: int
    end: int
    values: frozenset[Decimal]
    currency: str


def find_amounts(text: str) -> list[Amount]:
    """Find the amounts of a text whose digits are ASCII, in order."""
    taken = Spans(len(text))
    return sorted((amount for amount in _amounts(text) if taken.take(amount.start, amount.end)), key=lambda amount: amount.start)


def _amounts(text: str) -> Iterator[Amount]:
    small = lowered(text)
    for form in (_AFTER, _BEFORE):
        for hit in form.finditer(small):
            start, end = hit.span("word")
            if hit["word"].upper() not in _ONLY_CAPITALS or text[start:end].isupper():
                yield Amount(hit.start(), hit.end(), number_values(hit["number"]), _code_of(hit["word"]))


@lru_cache(maxsize=1024)
def _code_of(word: str) -> str:
    return next(code for code, words in _CODES if words.fullmatch(word))


@lru_cache(maxsize=1024)
def number_values(text: str) -> frozenset[Decimal]:
    """Read a number with separators; both readings where one separator stands before exactly three digits."""
    bare = re.sub(r"[ \u00a0\u202f'’]", "", text)
    marks = re.findall(r"[.,]", bare)
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        decimal = marks[-1]
        other = "." if decimal == "," else ","
        return frozenset({Decimal(bare.replace(other, "").replace(decimal, "."))})
    if len(marks) > 1:
        return frozenset({Decimal(re.sub(r"[.,]", "", bare))})
    if not marks:
        return frozenset({Decimal(bare)})
    whole, _, rest = bare.replace(",", ".").partition(".")
    read = {Decimal(f"{whole}.{rest}")}
    if len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0") and bare == text:
        read.add(Decimal(whole + rest))
    return frozenset(read)
