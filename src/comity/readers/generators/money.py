"""Money and lines: bank statements, an exchange's sheet, an operator's call records, logins of any service."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta, timezone
from random import Random
from zoneinfo import ZoneInfo

from comity.readers.generators.made import Made, address, moments, words

_IBAN, _OTHER = "KZ00TEST0000000000001", "KZ00TEST0000000000002"


def statement_csv(random: Random, count: int) -> Made:
    """Make a statement in Russian, cp1251, semicolons, debit and credit apart, amounts grouped by spaces."""
    out = ["Выписка по счёту", "Дата операции;Номер документа;Счет;Дебет;Кредит;Валюта;Счет контрагента;Назначение платежа"]
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        debit = number % 2 == 0
        shown, plain = f"{number + 1} 234,50", f"{number + 1}234.50"
        text = f"оплата {number}"
        out.append(f"{at:%d.%m.%Y};{number};{_IBAN};{shown if debit else ''};{'' if debit else shown};KZT;{_OTHER};{text}")
        events.append(
            {
                "kind": "payment",
                "ts_utc": None,
                "ts_raw": f"{at:%d.%m.%Y}",
                "amount": plain,
                "direction": "out" if debit else "in",
                "asset": "KZT",
                "account_id": _IBAN,
                "target_ids": [_OTHER],
                "text": text,
                "txid": str(number),
            }
        )
    return Made("bank_statement", {"statement.csv": "\r\n".join(out).encode("cp1251")}, events)


def mt940(random: Random, count: int) -> Made:
    """Make a SWIFT statement with purposes over several lines."""
    out = [":20:STARTUMS", f":25:{_IBAN}", ":28C:1/1", ":60F:C240101USD1000,00"]
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        mark = "D" if number % 2 else "C"
        out += [f":61:{at:%y%m%d}{at:%m%d}{mark}{number + 1},50NTRFREF{number}", ":86:first line", "second line"]
        events.append(
            {
                "kind": "payment",
                "amount": f"{number + 1}.50",
                "asset": "USD",
                "direction": "out" if number % 2 else "in",
                "account_id": _IBAN,
                "text": "first line\nsecond line",
                "ts_raw": f"{at:%y%m%d}",
            }
        )
    out += [":62F:C240131USD1000,00", "-"]
    return Made("mt940", {"statement.sta": "\r\n".join(out).encode()}, events)


def camt053(random: Random, count: int) -> Made:
    """Make an ISO 20022 statement, times with an offset."""
    entries, events = [], []
    zone = timezone(timedelta(hours=5))
    for number, at in enumerate(moments(random, count)):
        text = words(random).replace("&", "и")
        entries.append(
            f'<Ntry><Amt Ccy="EUR">{number}.10</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
            f"<BookgDt><DtTm>{at.astimezone(zone).isoformat()}</DtTm></BookgDt>"
            f"<AcctSvcrRef>R{number}</AcctSvcrRef><NtryDtls><TxDtls>"
            f"<RltdPties><CdtrAcct><Id><IBAN>{_OTHER}</IBAN></Id></CdtrAcct></RltdPties>"
            f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
        events.append(
            {
                "kind": "payment",
                "ts_utc": at,
                "amount": f"{number}.10",
                "asset": "EUR",
                "direction": "out",
                "account_id": _IBAN,
                "target_ids": [_OTHER],
                "txid": f"R{number}",
                "text": text,
            }
        )
    document = (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        "<BkToCstmrStmt><Stmt><Id>1</Id>"
        f"<Acct><Id><IBAN>{_IBAN}</IBAN></Id></Acct>{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    )
    return Made("camt053", {"statement.xml": document.encode()}, events)


def exchange_sheet(random: Random, count: int) -> Made:
    """Make a workbook of withdrawals, with lines above the header, UTC stated by the header."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    events: list[dict[str, object]] = []
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Withdrawal History")
        sheet.write_row(0, 0, ["Response to request 12/2024"])
        sheet.write_row(2, 0, ["User ID", "Apply Time(UTC)", "Coin", "Network", "Amount", "Destination Address", "TXID", "Status"])
        for number, at in enumerate(moments(random, count)):
            txid = f"{random.getrandbits(256):064x}"
            row = [
                "350000001",
                f"{at:%Y-%m-%d %H:%M:%S}",
                "USDT",
                "TRX",
                f"{number}.000001",
                "TExampleExampleExampleExampleExampl",
                txid,
                "Completed",
            ]
            for column, value in enumerate(row):
                sheet.write_string(3 + number, column, value)
            events.append(
                {
                    "kind": "transaction",
                    "ts_utc": at,
                    "ts_basis": "stated_utc",
                    "asset": "USDT",
                    "amount": f"{number}.000001",
                    "txid": txid,
                    "account_id": "350000001",
                    "target_ids": ["TExampleExampleExampleExampleExampl"],
                }
            )
    return Made("exchange_transactions", {"withdrawals.xlsx": out.getvalue()}, events)


def call_records(random: Random, count: int) -> Made:
    """Make an operator's records: local time across the change of 1 March 2024, an IMSI lost to a spreadsheet, a ragged row."""
    out = ["record_type;a_msisdn;b_msisdn;imsi;imei;start_local;duration_s;mcc_mnc;lac;cell_id"]
    events: list[dict[str, object]] = []
    zone = ZoneInfo("Asia/Almaty")
    kinds = {"MOC": ("call", "out"), "MTC": ("call", "in"), "SMS": ("sms", None), "DATA": ("data", None)}
    for number, at in enumerate(moments(random, count)):
        code = random.choice(tuple(kinds))
        imsi = "4,01010E+14" if number % 11 == 5 else f"40101{random.randint(0, 10**10 - 1):010d}"
        raw = at.astimezone(zone).strftime("%d.%m.%Y %H:%M:%S")
        first = datetime.strptime(raw, "%d.%m.%Y %H:%M:%S").replace(tzinfo=zone).astimezone(timezone(timedelta(0)))
        seconds = number * 61
        duration = str(seconds) if number % 2 else f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        out.append(f"{code};77010000001;77020000002;{imsi};356000000714142;{raw};{duration};40101;1;{number}")
        defects = (["sim_id_digits_lost"] if "E" in imsi else []) + (["ambiguous_time"] if first != at else [])
        events.append(
            {
                "kind": kinds[code][0],
                "direction": kinds[code][1],
                "ts_utc": first,
                "ts_end_utc": first + timedelta(seconds=seconds),
                "ts_raw": raw,
                "actor_id": "77010000001",
                "target_ids": ["77020000002"],
                "sim_id": None if "E" in imsi else imsi,
                "device_id": "356000000714142",
                "cell": f"401-01-1-{number}",
                "ts_basis": "case_assumed_zone",
                "defects": defects,
            }
        )
    out.append("MOC;77010000001;only three")
    return Made("telecom_cdr", {"cdr.csv": "\n".join(out).encode()}, events, quarantined=1, zone="Asia/Almaty")


def logins_csv(random: Random, count: int) -> Made:
    """Make logins of some service with tabs, addresses with ports."""
    out = ["User ID\tTime (UTC)\tIP Address\tAction"]
    events: list[dict[str, object]] = []
    for at in moments(random, count):
        ip, port = address(random), random.randint(1024, 65535)
        out.append(f"u1\t{at:%Y-%m-%d %H:%M:%S} UTC\t{ip}:{port}\tlogin")
        events.append({"kind": "login", "ts_utc": at, "ip": ip, "port": port, "account_id": "u1"})
    return Made("generic_logins", {"logins.csv": "\n".join(out).encode()}, events)


def logins_json(random: Random, count: int) -> Made:
    """Make logins as JSON, one object a line."""
    out, events = [], []
    for at in moments(random, count):
        ip = address(random)
        out.append(json.dumps({"user_id": 7, "timestamp": at.isoformat(), "ip_address": ip, "user_agent": "x { y"}))
        events.append({"kind": "login", "ts_utc": at, "ip": ip, "account_id": "7"})
    return Made("generic_logins_json", {"logins.jsonl": "\n".join(out).encode()}, events)


MAKERS = (statement_csv, mt940, camt053, exchange_sheet, call_records, logins_csv, logins_json)
