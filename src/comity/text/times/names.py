"""Names of months, and the words by which people name a time zone, in English, Russian, Kazakh, Kyrgyz and Uzbek.

Months are stems, since Russian, Kazakh, Kyrgyz and Uzbek add endings (`марта`, `наурызда`, `мартында`, `martda`).
A zone named by a city is its IANA zone (time zone database, `zone1970.tab`).
"""

from __future__ import annotations

import re
from functools import lru_cache

_MONTHS = (
    "januar(?:y)? jan qaңtar қаңтар қаң январ янв yanvar yan",
    "februar(?:y)? feb ақпан ақп феврал фев fevral fev",
    "march mar наурыз нау март мар mart",
    "april apr сәуір сәу апрел апр aprel",
    "may мамыр мам ма[йяе] май",
    "june jun маусым мау июн iyun",
    "july jul шілде шіл июл iyul",
    "august aug тамыз там август авг avgust avg",
    "september sept sep қыркүйек қыр сентябр сентабр сент сен sentyabr sentabr sen",
    "october oct қазан қаз октябр октабр окт oktyabr oktabr okt",
    "november nov қараша қар ноябр ноя noyabr noy",
    "december dec желтоқсан жел декабр дек dekabr dek",
)
_STEMS = tuple(tuple(re.compile(stem) for stem in line.split()) for line in _MONTHS)

MONTH_WORD = r"[A-Za-zЀ-ӿʻʼ‘’']{3,16}"
"""A word that may be the name of a month."""

_ENDING = re.compile(r"[а-яёңөүұқғһәіa-z]{0,7}")


@lru_cache(maxsize=1024)
def month_number(word: str) -> int | None:
    """Tell the number of a month from its name or abbreviation, with or without an ending; None for another word."""
    lower = word.lower()
    best: tuple[int, int] | None = None
    for number, stems in enumerate(_STEMS, start=1):
        for stem in stems:
            found = stem.match(lower)
            if not found:
                continue
            rest = lower[found.end() :]
            # An abbreviation stands alone (`сен`, `сен.`); only a whole stem takes an ending.
            if (not rest or (found.end() > 3 and _ENDING.fullmatch(rest)) or _is_short_month(lower, found.end())) and (
                best is None or found.end() > best[0]
            ):
                best = (found.end(), number)
    return best[1] if best else None


def _is_short_month(word: str, length: int) -> bool:
    return bool(re.fullmatch(r"(?:ма[йяе]|май)\w{0,6}|may\w{0,4}|июн\w{0,6}|июл\w{0,6}", word)) and length == 3


_CITIES = {
    "Asia/Almaty": "астан|алмат|нур-султан|astana|almat|шымкент|караганд|қарағанд",
    "Asia/Qyzylorda": "кызылорд|қызылорд|qyzylord",
    "Asia/Aqtobe": "актоб|актюб|ақтөбе|aqtobe|aktobe",
    "Asia/Aqtau": "актау|ақтау|aqtau|aktau",
    "Asia/Atyrau": "атырау|atyrau",
    "Asia/Bishkek": "бишкек|кыргыз|киргиз|bishkek|kyrgyz",
    "Asia/Tashkent": "ташкент|тошкент|toshkent|tashkent|узбек|ўзбек|o.?zbek|uzbek",
    "Asia/Dushanbe": "душанб|dushanbe|таджик|tajik|точик|тоҷик",
    "Asia/Ashgabat": "ашхабад|ашгабат|ashgabat|aşgabat|туркмен|turkmen",
    "Asia/Baku": "бакин|баку|baku|bakı|азербайджан",
    "Asia/Yerevan": "ереван|yerevan|армянск|armenia",
    "Asia/Tbilisi": "тбилис|tbilisi|грузинск|georgia",
    "Asia/Kabul": "кабул|kabul",
    "Asia/Tehran": "тегеран|tehran|иранск",
    "Asia/Karachi": "карач|karachi|пакистанск",
    "Asia/Dubai": "дуба[йея]|dubai",
    "Asia/Shanghai": "пекин|шанха|beijing|shanghai|китайск",
    "Asia/Singapore": "сингапур|singapore",
    "Europe/Moscow": "моск|moscow|moskva|мәскеу",
    "Europe/Istanbul": "стамбул|анкар|istanbul|ankara|турецк",
    "Europe/Kyiv": "киев|kyiv|kiev",
    "Europe/Minsk": "минск|minsk",
    "Europe/London": "лондон|london",
    "Europe/Berlin": "берлин|berlin",
    "America/New_York": "нью-йорк|new york",
    "America/Los_Angeles": "лос-анджелес|los angeles|сан-франциско|san francisco",
}
# All of Kazakhstan has had one time only since 2024-03-01 (UTC+5); before, "Kazakhstan time" says nothing.
KAZAKHSTAN = "Kazakhstan"

_ABBREVIATIONS = {
    "MSK": "Europe/Moscow", "МСК": "Europe/Moscow", "ALMT": "Asia/Almaty", "KGT": "Asia/Bishkek", "UZT": "Asia/Tashkent",
    "TJT": "Asia/Dushanbe", "CET": "+01:00", "CEST": "+02:00", "EET": "+02:00", "EEST": "+03:00", "EST": "-05:00", "EDT": "-04:00",
    "CDT": "-05:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00", "WET": "+00:00", "SGT": "Asia/Singapore",
}  # fmt: skip

_PLACE = "|".join([*(f"{stems}" for stems in _CITIES.values()), "казахстан", "қазақстан", "kazakhstan", "qazaqstan"])
_TIME = r"(?:врем[ея]\w*|time|уақыт\w*|убакыт\w*|убакт\w*|vaqt\w*|вақт\w*)"
ZONE = re.compile(
    rf"""
      (?P<utc>\b(?:UTC|GMT|ГМТ|УТС)\b)(?:\s?(?P<sign>[+\-−–])\s?(?P<hours>\d{{1,2}})(?::?(?P<minutes>\d{{2}}))?(?!\d))?
    | \b(?P<iana>(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z_+\-]+(?:/[A-Za-z_]+)?)
    | \b(?P<abbreviation>{"|".join(_ABBREVIATIONS)})\b(?:\s?(?P<plus>[+\-−–])\s?(?P<shift>\d{{1,2}})(?!\d))?
    | \b(?:по\s+)?(?P<place>{_PLACE})\w*\s+(?:(?:местн|стандартн)\w+\s+|standard\s+|local\s+)?{_TIME}
    | \b{_TIME}\s+(?:in\s+|of\s+)?(?:г(?:\.|ор(?:\.|ода))\s*)?(?P<of>{_PLACE})\w*
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A zone as people write it: `UTC+6`, `GMT`, `Asia/Bishkek`, `МСК`, `по бишкекскому времени`, `время Астаны`, `Toshkent vaqti`."""

_MARKS = ("utc", "gmt", "гмт", "утс", "/", *map(str.lower, _ABBREVIATIONS), "врем", "time", "уақыт", "убак", "vaqt", "вақт")


def may_name_zone(window: str) -> bool:
    """Tell cheaply whether `ZONE` can match in a few words of text: one of the marks that every zone bears stands in them."""
    lower = window.lower()
    for mark in _MARKS:  # noqa: SIM110 - twice as fast as `any`, and asked for every time of a text
        if mark in lower:
            return True
    return False


_PLACES = tuple((re.compile(stems), zone) for zone, stems in _CITIES.items())


def zone_name(found: re.Match[str]) -> str:
    """Name the zone that a match of `ZONE` stands for: an IANA name, `UTC`, an offset, or `KAZAKHSTAN`."""
    if found["utc"]:
        return _offset(found["sign"], found["hours"], found["minutes"]) if found["sign"] else "UTC"
    if found["iana"]:
        return found["iana"]
    if found["abbreviation"]:
        base = _ABBREVIATIONS[found["abbreviation"].upper()]
        if not found["plus"]:
            return base
        # "МСК+3" is how railways and registers write UTC+6; Moscow has been UTC+3 since 2014-10-26.
        return _offset("+", str(3 + int(found["shift"]) * (1 if found["plus"] == "+" else -1)), None) if "Moscow" in base else base
    place = (found["place"] or found["of"]).lower()
    return next((zone for stems, zone in _PLACES if stems.match(place)), KAZAKHSTAN)


def _offset(sign: str, hours: str, minutes: str | None) -> str:
    return f"{'+' if sign == '+' else '-'}{int(hours):02d}:{minutes or '00'}"
