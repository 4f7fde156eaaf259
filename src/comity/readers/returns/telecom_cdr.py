"""Call detail records of telecom operators: one line a call, message or data session; columns as each operator names them.

Operators of the region write local time without a zone (Kazakhstan changed from UTC+6 to UTC+5 on 2024-03-01), name columns in English or
Russian, and send sheets in which a spreadsheet has turned IMSI and IMEI into floating-point numbers: such a number names nobody any more.
It is taken out of the identifiers, kept as written in `attrs`, and told. An operator whose columns are not known gets a saved profile
(`--profile FILE`, proposed by `comity columns`).
"""

from __future__ import annotations

import polars as pl

from comity.readers.reader import Source
from comity.readers.tables.distinct import by_distinct, letters
from comity.readers.tables.layout import normal_name
from comity.readers.tables.mapping import Columns, to_events
from comity.readers.tables.profile import Profile, profiles_of
from comity.readers.tables.reader import TableReader

FIELDS = {
    "ts": ("start local", "start time", "call start", "start date time", "date time", "call date", "start", "дата и время", "дата время",
           "начало", "дата и время начала", "время начала", "дата начала", "timestamp", "recordopeningtime", "starttime"),
    "date": ("date", "дата"),
    "clock": ("time", "время"),
    "actor_id": ("a msisdn", "a number", "msisdn a", "calling number", "calling", "caller", "номер а", "абонент а", "номер абонента",
                 "msisdn", "servedmsisdn", "исходящий номер", "анумбер", "subscriber", "абонент"),
    "target": ("b msisdn", "b number", "msisdn b", "called number", "called", "callee", "номер б", "номер b", "абонент б", "собеседник",
               "входящий номер", "other party", "callednumber"),
    "sim_id": ("imsi", "imsi a", "servedimsi"),
    "device_id": ("imei", "imei a", "servedimei"),
    "kind": ("record type", "call type", "type", "тип", "тип соединения", "вид соединения", "service", "услуга", "event type"),
    "direction": ("direction", "направление"),
    "cell": ("cell id", "cellid", "ci", "eci", "cell", "бс", "базовая станция", "соте", "сота", "ячейка"),
    "lat": ("lat", "latitude", "широта"),
    "lon": ("lon", "lng", "longitude", "долгота"),
    "ip": ("ip", "ip address", "public ip", "ip адрес"),
    "port": ("port", "source port", "порт"),
}  # fmt: skip
BESIDE = {
    "duration": ("duration s", "duration", "duration sec", "длительность", "длительность сек", "продолжительность"),
    "mcc_mnc": ("mcc mnc", "mccmnc", "plmn"),
    "mcc": ("mcc",),
    "mnc": ("mnc",),
    "area": ("lac", "tac", "lac tac"),
}
"""Columns that are put together with others; they are kept as written, too."""
_KINDS = {
    "moc": "call", "mtc": "call", "call": "call", "voice": "call", "mo": "call", "mt": "call", "cf": "call", "forw": "call",
    "исходящий": "call", "входящий": "call", "исходящий вызов": "call", "входящий вызов": "call", "звонок": "call", "голос": "call",
    "исх": "call", "вх": "call", "переадресация": "call",
    "sms": "sms", "smo": "sms", "smt": "sms", "sms-mo": "sms", "sms-mt": "sms", "смс": "sms", "исходящее смс": "sms", "входящее смс": "sms",
    "data": "data", "gprs": "data", "lte": "data", "internet": "data", "интернет": "data", "данные": "data", "mms": "message",
}  # fmt: skip
_DIRECTIONS = {
    **dict.fromkeys(("out", "outgoing", "mo", "moc", "smo", "sms-mo", "исх", "исходящий", "исходящий вызов", "исходящее смс"), "out"),
    **dict.fromkeys(("in", "incoming", "mt", "mtc", "smt", "sms-mt", "вх", "входящий", "входящий вызов", "входящее смс"), "in"),
}
_LOST = r"^\d(?:[.,]\d+)?[eE]\+?\d{1,2}$"
_IDENTIFIERS = ("sim_id", "device_id", "actor_id")
_CLOCK = r"^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})$"
_OTHERS = frozenset(
    {"azimuth", "азимут", "адрес бс", "адрес", "bytes", "bytes up", "bytes down", "объем", "imei b", "imsi b", "end time", "окончание"}
)


class TelecomCdr(TableReader):
    """One line a call, message or data session."""

    slug = "telecom_cdr"
    version = 2
    roles = {"actor_id": "phone", "target_ids": "phone", "device_id": "device", "sim_id": "sim"}
    columns = Columns(
        FIELDS, kind="other", kinds=_KINDS, known=_OTHERS | {name for names in BESIDE.values() for name in names}, day_first=True
    )
    required = ("actor_id", "target")
    sureness = 0.85

    def columns_for(self, source: Source) -> Columns:
        """Put the names of the saved profiles before the known ones."""
        found = self.columns
        for profile in profiles_of(source.settings):
            found = _with_profile(found, profile)
        return found

    def events(self, frame: pl.DataFrame, source: Source) -> pl.DataFrame:
        """Turn a frame into events: cells put together, ends from durations, cut numbers taken out."""
        profile = _profile(source, tuple(frame.columns))
        columns = _with_profile(self.columns, profile) if profile else self.columns
        events = to_events(frame, columns, source.zone or (profile.zone if profile else None))
        beside = _beside(frame, profile)
        found = columns.found(frame.columns)
        events = _directions(events, frame, found, profile)
        events = _cells(events, frame, beside)
        events = _ends(events, frame, beside)
        return _without_cut_numbers(events, frame, found, source)

    def _fit(self, names: tuple[str, ...], source: Source) -> float:
        profile = _profile(source, names)
        if profile is not None:
            return self.sureness + 0.1
        found = self.columns.found(names)
        if "ts" not in found and not {"date", "clock"} <= set(found):
            return 0.0
        if not {"sim_id", "device_id", "cell", "kind"} & set(found):
            return 0.0
        return super()._fit(names, source)


def _profile(source: Source, header: tuple[str, ...]) -> Profile | None:
    return next((profile for profile in profiles_of(source.settings) if profile.fits(header)), None)


def _with_profile(columns: Columns, profile: Profile) -> Columns:
    named = {field: normal_name(name) for field, name in profile.columns.items()}
    fields = {
        field: (*((named[field],) if field in named else ()), *columns.fields.get(field, ()))
        for field in {*columns.fields, *named}
        if field not in BESIDE
    }
    kinds = {**columns.kinds, **{word.lower(): kind for word, kind in profile.kinds.items()}}
    kind = profile.kind if profile.kind != "other" else columns.kind
    return Columns(fields, kind, columns.known | set(named.values()), kinds, profile.day_first)


def _beside(frame: pl.DataFrame, profile: Profile | None) -> dict[str, str]:
    """Find the columns that are put together with others."""
    by_name = {normal_name(name): name for name in frame.columns}
    named = {field: (normal_name(name),) for field, name in profile.columns.items() if field in BESIDE} if profile else {}
    wanted = BESIDE | named
    return {field: by_name[name] for field, names in wanted.items() for name in names if name in by_name}


def _directions(events: pl.DataFrame, frame: pl.DataFrame, found: dict[str, str], profile: Profile | None) -> pl.DataFrame:
    words = _DIRECTIONS | ({word.lower(): way for word, way in profile.directions.items()} if profile else {})
    column = found.get("direction") or found.get("kind")
    if column is None:
        return events
    told = by_distinct(
        frame[column],
        lambda values: values.str.strip_chars().str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String),
    )
    return events.with_columns(told.alias("direction"))


def _cells(events: pl.DataFrame, frame: pl.DataFrame, beside: dict[str, str]) -> pl.DataFrame:
    """Write the cell as country, network, area and cell, as far as they are stated."""
    if "cell" not in events.columns or not {"area", "mcc_mnc", "mcc"} & set(beside):
        return events
    parts: list[pl.Series | pl.Expr] = []
    if "mcc" in beside and "mnc" in beside:
        parts += [by_distinct(frame[beside[name]], _stripped) for name in ("mcc", "mnc")]
    elif "mcc_mnc" in beside:
        parts.append(by_distinct(frame[beside["mcc_mnc"]], lambda values: _stripped(values).str.replace(r"^(\d{3})-?(\d{2,3})$", "$1-$2")))
    if "area" in beside:
        parts.append(by_distinct(frame[beside["area"]], _stripped))
    whole = pl.concat_str([*parts, pl.col("cell")], separator="-", ignore_nulls=True)
    return events.with_columns(pl.when(pl.col("cell").is_not_null()).then(whole).alias("cell"))


def _ends(events: pl.DataFrame, frame: pl.DataFrame, beside: dict[str, str]) -> pl.DataFrame:
    """Add how long it lasted to the beginning: seconds, or hours, minutes and seconds."""
    if "duration" not in beside:
        return events
    seconds = by_distinct(frame[beside["duration"]], _seconds)
    return events.with_columns((pl.col("ts_utc") + pl.duration(microseconds=pl.lit(seconds * 1_000_000))).alias("ts_end_utc"))


def _seconds(values: pl.Series) -> pl.Series:
    raw = _stripped(values)
    hours, minutes, seconds = (raw.str.extract(_CLOCK, group).cast(pl.Int64, strict=False) for group in (1, 2, 3))
    plain = raw.str.extract(r"^(\d{1,7})$", 1).cast(pl.Int64, strict=False)
    return plain.fill_null(hours.fill_null(0) * 3600 + minutes * 60 + seconds)


def _stripped(values: pl.Series) -> pl.Series:
    return values.str.strip_chars()


def _without_cut_numbers(events: pl.DataFrame, frame: pl.DataFrame, found: dict[str, str], source: Source) -> pl.DataFrame:
    """Take numbers that a spreadsheet has cut out of the identifiers: two telephones would become one."""
    kept = events["attrs"] if "attrs" in events.columns else pl.repeat(None, events.height, dtype=pl.String, eager=True)
    for field in _IDENTIFIERS:
        if field not in found or not len(rows := _lost(frame[found[field]])):
            continue
        name = found[field]
        source.note_defect(f"{name}: the end of the number was lost in a spreadsheet; ask the operator for the table as text")
        kept = kept.scatter(rows, _with(kept.gather(rows), frame.select(name)[rows]))
        events = events.with_columns(events[field].scatter(rows, None), kept.alias("attrs"))
    return events


def _with(objects: pl.Series, more: pl.DataFrame) -> pl.Series:
    """Add a field to JSON objects."""
    field = more.select(pl.struct(pl.all()).struct.json_encode()).to_series()
    rest = objects.fill_null("{}")
    joined = pl.when(rest == "{}").then(field).otherwise(rest.str.head(-1) + pl.lit(",") + field.str.slice(1))
    return pl.select(joined).to_series()


def _lost(column: pl.Series) -> pl.Series:
    """List the rows whose number is cut; without a letter in any of them there is nothing to look for."""
    written = letters(column)
    if not any((written == letter).any() for letter in b"eE"):
        return pl.Series([], dtype=pl.UInt32)
    rows = column.str.contains("E|e").fill_null(value=False).arg_true()
    return rows.filter(column.gather(rows).str.strip_chars().str.contains(_LOST))
