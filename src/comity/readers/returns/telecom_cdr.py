"""Call detail records of telecom operators: one line a call, message or data session; columns as each operator names them.

Operators of the region write local time without a zone (Kazakhstan changed from UTC+6 to UTC+5 on 2024-03-01), name columns in English or
Russian, and send sheets in which a spreadsheet has turned IMSI and IMEI into floating-point numbers: those are told, not mended.
An operator whose columns are not known gets a saved profile: `--profile FILE` with `{"columns": {"ts": "Начало", ...}}`.
"""

from __future__ import annotations

from comity.readers.reader import Source
from comity.readers.tables.layout import normal_name
from comity.readers.tables.mapping import Columns
from comity.readers.tables.reader import TableReader

_FIELDS = {
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
_KINDS = {
    "moc": "call", "mtc": "call", "call": "call", "voice": "call", "mo": "call", "mt": "call", "cf": "call", "forw": "call",
    "исходящий": "call", "входящий": "call", "исходящий вызов": "call", "входящий вызов": "call", "звонок": "call", "голос": "call",
    "исх": "call", "вх": "call", "переадресация": "call",
    "sms": "sms", "smo": "sms", "smt": "sms", "sms-mo": "sms", "sms-mt": "sms", "смс": "sms", "исходящее смс": "sms", "входящее смс": "sms",
    "data": "data", "gprs": "data", "lte": "data", "internet": "data", "интернет": "data", "данные": "data", "mms": "message",
}  # fmt: skip


class TelecomCdr(TableReader):
    """One line a call, message or data session."""

    slug = "telecom_cdr"
    version = 1
    roles = {"actor_id": "phone", "target_ids": "phone", "device_id": "device", "sim_id": "sim"}
    columns = Columns(
        _FIELDS,
        kind="other",
        kinds=_KINDS,
        known=frozenset(
            {"duration s", "duration", "duration sec", "длительность", "mcc mnc", "mcc", "mnc", "lac", "tac", "lac tac",
             "azimuth", "азимут",
             "адрес бс", "адрес", "bytes", "bytes up", "bytes down", "объем", "imei b", "imsi b", "end time", "окончание"}
        ),
        day_first=True,
    )  # fmt: skip
    required = ("actor_id", "target")
    sureness = 0.85

    def columns_for(self, source: Source) -> Columns:
        """Put the names of a saved profile before the known ones."""
        profile = source.settings.get("columns")
        if not isinstance(profile, dict):
            return self.columns
        fields = {
            name: (*((normal_name(str(profile[name])),) if name in profile else ()), *self.columns.fields.get(name, ()))
            for name in {*self.columns.fields, *profile}
        }
        return Columns(fields, self.columns.kind, self.columns.known, self.columns.kinds, self.columns.day_first)

    def _fit(self, names: tuple[str, ...], source: Source) -> float:
        found = self.columns_for(source).found(names)
        if "ts" not in found and not {"date", "clock"} <= set(found):
            return 0.0
        if not {"sim_id", "device_id", "cell", "kind"} & set(found):
            return 0.0
        return super()._fit(names, source)
