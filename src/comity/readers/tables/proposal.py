"""Propose which column of a table is which, by its name and by what stands in it; a person decides.

Each proposal says why. Numbers are told apart by form: an IMSI begins with a country code of mobile networks (ITU-T E.212), an IMEI ends in
its check digit (3GPP TS 23.003), a telephone number has the length that it has in the region or abroad. A column of long numbers that a
spreadsheet has cut is named, and not proposed for anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import polars as pl

from comity.readers.moments import read_moment
from comity.readers.reader import Source, Unreadable
from comity.readers.tables.layout import find_header, table_of
from comity.readers.tables.mapping import Columns
from comity.readers.tables.profile import Profile
from comity.readers.tables.sheets import is_workbook, sheets_of

_ROWS = 400
_MOST = 0.8
_LOST = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
_PHONE = re.compile(r"\+?\d[\d ()-]{6,17}\d")
_ADDRESS = re.compile(r"\[?(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})\]?(?::\d{1,5})?")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_REGION = frozenset({"401", "436", "434", "437", "438", "250", "255", "257", "282", "283", "400", "460", "412", "286", "432"})
"""Country codes of mobile networks (ITU-T E.212) of the region: a number of another country is not proposed without a name."""
_FEW = 12
_WORDS = 8
_PART_CLOCK = re.compile(r"\d{1,3}:\d{2}(?::\d{2})?")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What one column may be.

    Attributes:
        column: its name in the file.
        field: field of a profile; None when nothing fits.
        sureness: 0 to 1.
        reasons: why, as codes with their share of rows: `name`, `luhn 1.00`, `time 0.98`.
        samples: the first values.
        damaged: rows whose number lost its end in a spreadsheet.
    """

    column: str
    field: str | None
    sureness: float
    reasons: tuple[str, ...]
    samples: tuple[str, ...]
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a table may be.

    Attributes:
        sheet: the sheet, in workbooks.
        columns: each column.
        words: words of the column proposed for `kind` and `direction`, with how often they come: for the person to say what they mean.
        profile: the profile that follows, to be looked through and saved.
    """

    sheet: str
    columns: tuple[Proposed, ...]
    words: dict[str, dict[str, int]] = field(default_factory=dict)
    profile: Profile | None = None


def propose(source: Source, known: Columns) -> list[Proposal]:
    """Look at the tables of a file.

    Args:
        source: the file.
        known: names that are known for the fields.
    """
    found = []
    for sheet, frame in _tables(source):
        header = [name for name in frame.columns if not name.startswith("\x00") and name != "locator"]
        found.append(_proposal(sheet, frame.select(header).head(_ROWS), known))
    return found


def as_profile(profile: Profile) -> bytes:
    """Write a profile as a file to be looked through: what is not known is left out."""
    known = {key: value for key, value in msgspec.to_builtins(profile).items() if value not in ("", {}, None)}
    return msgspec.json.format(msgspec.json.encode(known), indent=1) + b"\n"


def _tables(source: Source) -> list[tuple[str, pl.DataFrame]]:
    if is_workbook(source):
        whole = [(name, next(rows, None)) for name, _, rows in sheets_of(source, _as_header)]
        return [(name, frame) for name, frame in whole if isinstance(frame, pl.DataFrame)]
    header = find_header(source, lambda names: _as_header(tuple(names)))
    if header is None:
        return []
    frames = (frame for frame in table_of(source, header).frames(1 << 18) if not isinstance(frame, Unreadable))
    first = next(frames, None)
    return [("", first)] if first is not None else []


def _as_header(names: tuple[str, ...]) -> float:
    """Tell how much a line looks like a header: many cells, none empty, none a number."""
    if len(names) < 2:
        return 0.0
    worded = sum(bool(re.search(r"[^\W\d]", name)) and not name.startswith("column ") and not _ADDRESS.fullmatch(name) for name in names)
    return worded / len(names) * (0.5 + min(len(names), 12) / 24)


def _proposal(sheet: str, frame: pl.DataFrame, known: Columns) -> Proposal:
    named = {column: field for field, column in known.found(frame.columns).items()}
    judged = [_judged(column, frame[column].drop_nulls().to_list(), named.get(column)) for column in frame.columns]
    taken: dict[str, str] = {}
    final = []
    for item in sorted(judged, key=lambda item: -item.sureness):
        chosen = item.field
        if chosen == "actor_id" and chosen in taken and "name" not in item.reasons:
            chosen = "target"  # the second column of numbers is the other side, unless its name says something else
        if chosen is None or chosen in taken:
            chosen = None
        else:
            taken[chosen] = item.column
        final.append(Proposed(item.column, chosen, item.sureness if chosen else 0.0, item.reasons, item.samples, item.damaged))
    order = {name: number for number, name in enumerate(frame.columns)}
    final.sort(key=lambda item: order[item.column])
    if "ts" in taken:
        taken.pop("date", None)
        taken.pop("clock", None)
    words: dict[str, dict[str, int]] = {field: _counted(frame[taken[field]]) for field in ("kind", "direction") if field in taken}
    columns = {field: taken[field] for field in sorted(taken)}
    return Proposal(sheet, tuple(final), words, Profile(columns=columns) if columns else None)


def _counted(column: pl.Series) -> dict[str, int]:
    counts = column.drop_nulls().value_counts(sort=True).head(_FEW).rows()
    return {str(word): int(count) for word, count in counts}


def _judged(column: str, values: list[str], named: str | None) -> Proposed:
    everything = [value.strip() for value in values if value and value.strip()]
    texts = [text for text in everything if not _LOST.fullmatch(text)]
    damaged = len(everything) - len(texts)
    shares = {field: _share(texts, test) for field, test in _TESTS}
    reasons = [f"{field} {share:.2f}" for field, share in shares.items() if share >= _MOST]
    field, sureness = None, 0.0
    if named:
        field, sureness = named, 0.9
        reasons.insert(0, "name")
        if named in shares and shares[named] < _MOST and texts:
            sureness = 0.5
            reasons.append(f"only {shares[named]:.2f} look like it")
    else:
        for candidate, share in shares.items():
            if share >= _MOST and share > sureness:
                field, sureness = candidate, share * 0.7
        if field is None and _is_duration(texts):
            field, sureness = "duration", 0.5
            reasons.append("seconds and clock")
        elif field is None and len(texts) > 2 and len(set(texts)) <= _WORDS and all(re.search(r"[^\W\d_]", text) for text in texts):
            field, sureness = "kind", 0.3
            reasons.append("few words")
    if damaged:
        reasons.append(f"digits lost in a spreadsheet: {damaged}")
    return Proposed(column, field, sureness, tuple(reasons), tuple(everything[:3]), damaged)


def _share(texts: list[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def _is_duration(texts: list[str]) -> bool:
    """Tell durations by those that are written as a clock; numbers alone may be anything."""
    clocks = sum(bool(_PART_CLOCK.fullmatch(text)) for text in texts)
    return clocks > 0 and all(_PART_CLOCK.fullmatch(text) or re.fullmatch(r"\d{1,6}", text) for text in texts)


def _is_imei(text: str) -> bool:
    return bool(re.fullmatch(r"\d{15}", text)) and _luhn(text)


def _is_imsi(text: str) -> bool:
    return bool(re.fullmatch(r"\d{14,15}", text)) and text[:3] in _REGION


def _luhn(text: str) -> bool:
    digits = [int(letter) for letter in reversed(text)]
    return sum(digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits)) % 10 == 0


def _is_time(text: str) -> bool:
    found = read_moment(text, "UTC", day_first=True)
    return found.us is not None and found.precision not in {"day", None} and not text.isdigit()


def _is_date(text: str) -> bool:
    return read_moment(text, "UTC", day_first=True).precision == "day"


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and 7 <= len(re.sub(r"\D", "", text)) <= 13 and not _ADDRESS.fullmatch(text)


def _is_degrees(text: str, most: float) -> bool:
    return bool(re.fullmatch(r"-?\d{1,3}[.,]\d{3,}", text)) and abs(float(text.replace(",", "."))) <= most


_TESTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("ip", lambda text: bool(_ADDRESS.fullmatch(text))),
    ("ts", _is_time),
    ("date", _is_date),
    ("device_id", _is_imei),
    ("sim_id", _is_imsi),
    ("clock", lambda text: bool(_CLOCK.fullmatch(text))),
    ("lat", lambda text: _is_degrees(text, 90)),
    ("actor_id", _is_phone),
)
"""What may stand in a column, surest first."""
