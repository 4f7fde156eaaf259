"""WhatsApp on iOS (`ChatStorage.sqlite`, Core Data): messages.

Times are seconds since 2001 in UTC. The owner's own number stands nowhere in the file.
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_GROUP = "@g.us"
_LOCATION, _SYSTEM = 5, {6, 10}


def _message(row: Row, found: Database) -> Record:
    session = found.one("ZWACHATSESSION", row["ZCHATSESSION"])
    chat = text(session.get("ZCONTACTJID")) or text(row.get("ZTOJID")) or text(row.get("ZFROMJID"))
    mine = bool(row["ZISFROMME"])
    member = text(found.one("ZWAGROUPMEMBER", row.get("ZGROUPMEMBER")).get("ZMEMBERJID"))
    is_group = bool(chat and chat.endswith(_GROUP))
    media = found.one("ZWAMEDIAITEM", row.get("ZMEDIAITEM"))
    kind = row.get("ZMESSAGETYPE")
    lat, lon = media.get("ZLATITUDE"), media.get("ZLONGITUDE")
    placed = kind == _LOCATION and isinstance(lat, (int, float)) and isinstance(lon, (int, float))
    sent = clocks.apple(row.get("ZSENTDATE"))
    names = ("ZMEDIALOCALPATH", "ZMEDIAURL", "ZTITLE", "ZFILESIZE", "ZVCARDNAME")
    more: dict[str, object] = {name: media[name] for name in names if media.get(name) is not None}
    more |= {"sent_utc_us": sent.us, "conversation": text(session.get("ZPARTNERNAME"))}
    return Record(
        kind="location" if placed else "other" if kind in _SYSTEM else "message",
        locator="",
        at=clocks.apple(row.pop("ZMESSAGEDATE")),
        ts_kind="sent" if mine else "received",
        actor_id=None if mine else member if is_group else text(row.get("ZFROMJID")) or chat,
        target_ids=listed(chat) if mine else None,
        thread_id=chat,
        text=text(row.pop("ZTEXT")) or text(media.get("ZTITLE")),
        lat=float(lat) if placed else None,  # type: ignore[arg-type]  # both are numbers
        lon=float(lon) if placed else None,  # type: ignore[arg-type]  # both are numbers
        direction="out" if mine else "in",
        attrs={name: value for name, value in more.items() if value is not None},
        defects=None if session else ["conversation_missing"],
    )


class IosWhatsapp(DatabaseReader):
    """One event a message."""

    slug = "ios_whatsapp"
    version = 1
    provider = "whatsapp"
    roles = {"actor_id": "account", "target_ids": "account"}
    tables = (
        Table(
            "ZWAMESSAGE",
            "Z_PK Z_ENT Z_OPT ZCHILDMESSAGESDELIVEREDCOUNT ZCHILDMESSAGESPLAYEDCOUNT ZCHILDMESSAGESREADCOUNT ZDATAITEMVERSION ZDOCID "
            "ZENCRETRYCOUNT ZFILTEREDRECIPIENTCOUNT ZFLAGS ZGROUPEVENTTYPE ZISFROMME ZMESSAGEERRORSTATUS ZMESSAGESTATUS ZMESSAGETYPE "
            "ZSORT ZSPOTLIGHTSTATUS ZSTARRED ZCHATSESSION ZGROUPMEMBER ZLASTSESSION ZMEDIAITEM ZMESSAGEINFO ZPARENTMESSAGE "
            "ZMESSAGEDATE ZSENTDATE ZFROMJID ZMEDIASECTIONID ZPHASH ZPUSHNAME ZSTANZAID ZTEXT ZTOJID",
            _message,
            "Z_PK ZISFROMME ZMESSAGEDATE ZTEXT ZCHATSESSION",
        ),
    )
    asides = (
        "ZWACHATSESSION ZWAGROUPMEMBER ZWAMEDIAITEM ZWAGROUPINFO ZWAMESSAGEINFO ZWAMESSAGEDATAITEM "
        "ZWAPROFILEPUSHNAME Z_PRIMARYKEY Z_METADATA Z_MODELCACHE"
    )
