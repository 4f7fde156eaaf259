"""Kik on iOS (`kik.sqlite`, Core Data): messages in `ZKIKMESSAGE`, users in `ZKIKUSER`, seconds since 2001 in UTC."""

from __future__ import annotations

from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.moments import NOTHING, Moment, from_epoch
from comity.readers.reader import Record

_SINCE_2001 = 978_307_200
_RECEIVED = 1
_OF_CORE_DATA = "Z_PK Z_ENT Z_OPT"
_MESSAGE = (
    f"{_OF_CORE_DATA} ZFLAGS ZINTERNALID ZSTATE ZSYSTEMSTATE ZTYPE ZLASTMESSAGEUSER ZUSER Z3_LASTMESSAGEUSER Z3_USER ZRECEIVEDTIMESTAMP "
    "ZTIMESTAMP ZBODY ZSTANZAID ZRENDERINSTRUCTIONSET"
)
_USER = (
    f"{_OF_CORE_DATA} ZFLAGS ZINTERNALID ZTYPE ZADDRESSBOOKID ZLASTMESSAGE ZDISPLAYNAME ZDISPLAYNAMEASCII ZEMAIL ZFIRSTNAME ZJID ZLASTNAME "
    "ZPPTIMESTAMP ZPPURL ZSTATUS ZUSERNAME ZCONTENTLINKSPROTODATA ZROSTERENTRYDATA"
)


def _message(row: Row, found: Database) -> Record:
    user = found.one("ZKIKUSER", row["ZUSER"])
    name = text(user.get("ZUSERNAME"))
    received = row.get("ZTYPE") == _RECEIVED
    return Record(
        kind="message",
        locator="",
        at=_time(row.pop("ZTIMESTAMP")),
        actor_id=name if received else None,
        target_ids=listed(name) if not received else None,
        thread_id=text(user.get("ZJID")),
        text=text(row.pop("ZBODY")),
        direction="in" if received else "out",
    )


def _user(row: Row, _found: Database) -> Record:
    return Record(kind="contact", locator="", target_ids=listed(row.pop("ZUSERNAME")), text=text(row.pop("ZDISPLAYNAME", None)))


def _time(value: object) -> Moment:
    if not isinstance(value, (int, float)):
        return NOTHING
    return from_epoch(round((value + _SINCE_2001) * 1_000_000), "us")._replace(raw=repr(value))


class IosKik(DatabaseReader):
    """One event a message, one a user known to the telephone."""

    slug = "ios_kik"
    version = 2
    provider = "kik"
    roles = {"actor_id": "account", "target_ids": "account"}
    sure = 0.5
    asides = "Z_PRIMARYKEY Z_METADATA Z_MODELCACHE"
    tables = (
        Table("ZKIKMESSAGE", _MESSAGE, _message, needs="ZUSER ZBODY ZTIMESTAMP"),
        Table("ZKIKUSER", _USER, _user, needs="ZUSERNAME"),
    )
