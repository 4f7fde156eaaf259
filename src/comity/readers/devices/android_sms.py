"""Text and multimedia messages of Android (`mmssms.db`).

`sms.date` counts milliseconds, `pdu.date` (multimedia) seconds since 1970; `date` is when the telephone received or sent it, `date_sent`
what the centre stamped. Kinds: https://developer.android.com/reference/android/provider/Telephony.TextBasedSmsColumns and
Telephony.BaseMmsColumns.
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_BOXES = {1: "in", 2: "out", 3: "draft", 4: "out", 5: "out", 6: "out"}
_FROM, _SELF = 137, "insert-address-token"


def _sms(row: Row, _found: Database) -> Record:
    box = _BOXES.get(row["type"]) if isinstance(row["type"], int) else None
    address = text(row.pop("address"))
    outward = box in {"out", "draft"}
    sent = clocks.unix_ms(row.get("date_sent"))
    return Record(
        kind="sms",
        locator="",
        at=clocks.unix_ms(row.pop("date")),
        ts_kind="sent" if outward else "received",
        actor_id=None if outward else address,
        target_ids=listed(address) if outward else None,
        thread_id=text(row.pop("thread_id")),
        text=text(row.pop("body")),
        direction="out" if outward else box,
        attrs={"sent_utc_us": sent.us, "box": box} if sent.us else {"box": box},
        defects=None if box else ["direction_unknown"],
    )


def _mms(row: Row, found: Database) -> Record:
    sender, receivers = _addresses(found, row["_id"])
    box = _BOXES.get(row["msg_box"]) if isinstance(row["msg_box"], int) else None
    words, parts = _parts(found, row["_id"])
    subject = text(row.pop("sub", None))
    return Record(
        kind="sms",
        locator="",
        at=clocks.unix_s(row.pop("date")),
        ts_kind="received" if box == "in" else "sent",
        actor_id=sender,
        target_ids=receivers or None,
        thread_id=text(row.pop("thread_id")),
        text=words or subject,
        direction="out" if box == "draft" else box,
        attrs={"event": "mms", "subject": subject, "parts": parts, "box": box},
        defects=None if box else ["direction_unknown"],
    )


def _addresses(found: Database, message: object) -> tuple[str | None, list[str]]:
    sender, receivers = None, []
    for row in found.where("addr", "msg_id", message):
        address = text(row.get("address"))
        if not address or address == _SELF:
            continue
        if row.get("type") == _FROM:
            sender = address
        else:
            receivers.append(address)
    return sender, receivers


def _parts(found: Database, message: object) -> tuple[str | None, list[dict[str, object]]]:
    words, parts = [], []
    for row in found.where("part", "mid", message):
        if row.get("ct") == "text/plain" and text(row.get("text")):
            words.append(text(row["text"]) or "")
        elif row.get("ct") != "application/smil":
            parts.append({"type": row.get("ct"), "name": row.get("name") or row.get("cl"), "path": row.get("_data")})
    return "\n".join(words) or None, parts


class AndroidSms(DatabaseReader):
    """One event a message."""

    slug = "android_sms"
    version = 1
    roles = {"actor_id": "phone", "target_ids": "phone"}
    tables = (
        Table(
            "sms",
            "_id thread_id address person date date_sent protocol read status type reply_path_present subject body service_center "
            "locked error_code seen timed deleted sync_state marker source bind_id mms_part_count sub_id creator phone_id priority",
            _sms,
            "_id thread_id address date type body",
        ),
        Table(
            "pdu",
            "_id thread_id date date_sent msg_box read m_id sub sub_cs ct_t ct_l exp m_cls m_type v m_size pri rr rpt_a resp_st st "
            "tr_id retr_st retr_txt retr_txt_cs read_status ct_cls resp_txt d_tm d_rpt locked seen text_only sub_id creator phone_id",
            _mms,
            "_id thread_id date msg_box m_type",
            optional=True,
        ),
    )
    asides = (
        "addr part threads canonical_addresses android_metadata words words_content words_segdir words_segments "
        "rate drm raw attachments sr_pending"
    )
