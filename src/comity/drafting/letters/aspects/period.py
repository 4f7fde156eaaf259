"""The period of the data, the period of the conduct, and the zone that the letter's times are stated in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import first_moment, moment_of
from comity.model.time import TimeBasis

_BETWEEN = re.compile(
    r"[\s,.()«»\"]*(?:г\.?|года)?[\s,]*(?:to|until|till|through|and|up to|[-–—]|по|до|и по|дейін|чейин|gacha|гача|dan|дан|bis|au|à)"
    r"[\s,]*(?:and including|the|включительно)?[\s«\"(]*$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:from|between|since|starting|period|с|со|период\w*|за|von|du|from the)[\s:,(«\"]*(?:the |с |of )?$", re.IGNORECASE
)
_ZONE = re.compile(
    r"(?P<zone>(?:UTC|GMT)\s?(?:[+−–-]\s?\d{1,2}(?::?\d{2})?)?)(?!\w)|(?P<area>(?:Asia|Europe|America)/[A-Z]\w+(?:_\w+)?)"
    r"|(?P<city>(?:bishkek|astana|almaty|tashkent|dushanbe|ashgabat|baku|yerevan|tbilisi|moscow) time)"
    r"|(?P<time>время (?:бишкекское|алматинское|астанинское|ташкентское|московское))"
    r"|(?P<by>(?:по )?(?:бишкек|алматин|астанин|ташкент|душанбин|бакин|ереван|тбилис|москов|мест)\w+ времени)",
    re.IGNORECASE,
)
_STILL_RUNNING = re.compile(
    r"[\s,.()«»\"]*(?:г\.?|года)?[\s,]*(?:(?:и )?по (?:настоящее время|настоящий момент|сегодняшний день|сей день|текущую дату)|и далее"
    r"|(?:up )?to (?:the )?(?:present|date|today|now)\b|until (?:the )?(?:present|today|now)\b|onwards?\b)",
    re.IGNORECASE,
)
_MOST_TIMES = 200
"""Times that are looked at: a letter has a few, a log pasted into one has thousands and no further period."""
_NARRATION = ("case.facts", "case.offence_text", "offence_period")


@dataclass(frozen=True, slots=True)
class _Range:
    start: date | datetime
    end: date | datetime
    first: int
    last: int
    zone: str | None


class Periods(Aspect):
    """Reads from when to when data are asked for, and when the conduct took place."""

    slug = "period"
    fields = ("data.date_from", "data.date_to", "data.time_zone", "case.offence_from", "case.offence_to")
    telling_absence = ("data.date_from", "data.date_to")

    def read(self, letter: Letter) -> Iterator[Reading]:
        ranges = list(_ranges(letter))
        yield from _conduct(letter, ranges)
        chosen = _labelled_range(letter, ranges) or _asked_range(letter, ranges)
        if chosen:
            yield Reading("data.date_from", chosen.start, chosen.first, chosen.last, 0.9)
            yield Reading("data.date_to", chosen.end, chosen.first, chosen.last, 0.9)
        else:
            yield from list(_bounds(letter)) or _open_range(letter)
        yield from _zone(letter, chosen)


def _ranges(letter: Letter) -> Iterator[_Range]:
    """Find two times joined by a word like `to`."""
    for left, right in pairwise(letter.times[:_MOST_TIMES]):
        between = letter.text[left.end : right.start]
        start, end = moment_of(left.instant), moment_of(right.instant)
        if start is None or end is None or len(between) > 40 or not _BETWEEN.match(between):
            continue
        if not _OPENING.search(letter.text[max(0, left.start - 40) : left.start]) and not re.search(r"[-–—]|to|по|until|до", between):
            continue
        known = isinstance(start, datetime) and left.instant.basis not in {TimeBasis.UNKNOWN, TimeBasis.ASSUMED_ZONE}
        yield _Range(start, end, left.start, right.end, left.instant.zone if known else None)


def _labelled_range(letter: Letter, ranges: list[_Range]) -> _Range | None:
    for value in letter.under("period"):
        for found in ranges:
            if value.start <= found.first < value.end:
                return found
    return None


def _asked_range(letter: Letter, ranges: list[_Range]) -> _Range | None:
    told = [(value.start, value.end) for value in letter.under(*_NARRATION)]
    for found in ranges:
        if found.first < letter.head or any(start <= found.first < end for start, end in told):
            continue
        start, end, sentence = letter.sentence(found.first)
        if letter.asks(start, end):
            return found
        conduct = letter.says("conduct", sentence)
        if not conduct and (letter.says("data", sentence) or letter.asks(max(letter.head, start - 350), start)):
            return found
    return None


def _bounds(letter: Letter) -> Iterator[Reading]:
    """Read a first and a last day that stand under labels of their own."""
    for field, codes in (("data.date_from", ("data.date_from", "from")), ("data.date_to", ("data.date_to", "to"))):
        for value in letter.under(*codes):
            found = first_moment(letter.times, value.start, value.end)
            if found and found[1].start - value.start < 4:
                yield Reading(field, found[0], found[1].start, found[1].end, 0.9)
                break


def _open_range(letter: Letter) -> Iterator[Reading]:
    """Read the first day of a period that runs `to the present`: its end is not stated."""
    for found in letter.times[:_MOST_TIMES]:
        day, (start, end, _) = moment_of(found.instant), letter.sentence(found.start)
        if day is None or found.start < letter.head or not _STILL_RUNNING.match(letter.text, found.end):
            continue
        if _OPENING.search(letter.text[max(0, found.start - 40) : found.start]) and letter.asks(start, end):
            yield Reading("data.date_from", day, found.start, found.end, 0.8)
            return


def _conduct(letter: Letter, ranges: list[_Range]) -> Iterator[Reading]:
    spans = [(value.start, value.end) for value in letter.under("offence_period")]
    for start, end in spans:
        inside = [found for found in ranges if start <= found.first < end]
        single = first_moment(letter.times, start, end)
        if inside or single:
            first, last = (inside[0].start, inside[0].end) if inside else (single[0], single[0]) if single else (None, None)
            yield Reading("case.offence_from", first, start, end, 1.0)
            yield Reading("case.offence_to", last, start, end, 1.0)
            return
    for found in ranges:
        start, end, sentence = letter.sentence(found.first)
        if found.first >= letter.head and letter.says("conduct", sentence) and not letter.asks(start, end):
            yield Reading("case.offence_from", found.start, found.first, found.last, 0.7)
            yield Reading("case.offence_to", found.end, found.first, found.last, 0.7)
            return


def _zone(letter: Letter, chosen: _Range | None) -> Iterator[Reading]:
    for value in letter.under("data.time_zone"):
        yield Reading("data.time_zone", " ".join(value.text.split()), value.start, value.end, 1.0)
        return
    if chosen is None:
        return
    start, end, _ = letter.sentence(chosen.first)
    for found in _ZONE.finditer(letter.text, start, min(len(letter.text), end + 120)):
        yield Reading("data.time_zone", " ".join(found.group().split()), found.start(), found.end(), 0.8)
        return
    if chosen.zone:
        yield Reading("data.time_zone", chosen.zone, chosen.first, chosen.last, 0.7)
        return
    whole = re.search(
        r"(?:all times|times? (?:is|are)|time ?zone|время указано|все время|часовой пояс)[^.\n]{0,60}", letter.text, re.IGNORECASE
    )
    if whole and (found_zone := _ZONE.search(whole.group())):
        yield Reading("data.time_zone", " ".join(found_zone.group().split()), whole.start(), whole.end(), 0.7)
