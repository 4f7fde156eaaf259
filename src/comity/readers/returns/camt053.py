"""Bank statements as ISO 20022 camt.053 (also 052, 054): each `Ntry` a booking, parsed without entities and without the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity.readers.moments import NOTHING
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ENTRY = re.compile(rb"<(?:\w+:)?Ntry>.*?</(?:\w+:)?Ntry>", re.DOTALL)
_BEGINNING = re.compile(rb"<(?:\w+:)?Ntry>")
_STATEMENT = re.compile(rb"<(?:\w+:)?(?:Stmt|Rpt|Ntfctn)>.*?<(?:\w+:)?Acct>(.*?)</(?:\w+:)?Acct>", re.DOTALL)
_ACCOUNT = re.compile(rb"<(?:\w+:)?(?:IBAN|Id)>\s*([^<\s][^<]*?)\s*</")


class Camt053(Reader):
    """One event a booking."""

    slug = "camt053"
    version = 1
    roles = {"account_id": "bank_account", "target_ids": "bank_account"}

    def detect(self, source: Source) -> float:
        return 0.97 if re.search(rb"urn:iso:std:iso:20022:tech:xsd:camt\.05[234]", source.head) else 0.0

    def count(self, source: Source) -> int:
        return len(re.findall(rb"<(?:\w+:)?Ntry>", bytes(source.utf8()[:])))

    def read(self, source: Source) -> Iterator[Yield]:
        data = bytes(source.utf8()[:])
        accounts = [(found.start(), _account(found[1])) for found in _STATEMENT.finditer(data)]
        starts = [found.start() for found in _BEGINNING.finditer(data)]
        for number, start in enumerate(starts):
            end = starts[number + 1] if number + 1 < len(starts) else len(data)
            found = _ENTRY.match(data, start, end)
            if found is None:
                yield Unreadable(f"@{start}+{end - start}", "the entry is cut short")
                continue
            account = next((name for place, name in reversed(accounts) if place < start), None)
            yield _booking(found[0], f"@{start}+{len(found[0])}", account, source)


def _account(block: bytes) -> str | None:
    found = _ACCOUNT.search(block)
    return found[1].decode("utf-8", "replace") if found else None


def _booking(raw: bytes, locator: str, account: str | None, source: Source) -> Yield:
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

    try:
        entry = fromstring(re.sub(rb"(</?)\w+:", rb"\1", raw))
    except (ParseError, DefusedXmlException, ValueError) as problem:
        return Unreadable(locator, f"no valid XML: {problem}")
    amount = entry.find("Amt")
    moment = _text(entry, "BookgDt/DtTm") or _text(entry, "BookgDt/Dt") or _text(entry, "ValDt/DtTm") or _text(entry, "ValDt/Dt")
    out = _text(entry, "CdtDbtInd") == "DBIT"
    other = "Cdtr" if out else "Dbtr"
    details = "NtryDtls/TxDtls"
    target = _text(entry, f"{details}/RltdPties/{other}Acct/Id/IBAN") or _text(entry, f"{details}/RltdPties/{other}Acct/Id/Othr/Id")
    name = _text(entry, f"{details}/RltdPties/{other}/Nm") or _text(entry, f"{details}/RltdPties/{other}/Pty/Nm")
    return Record(
        kind="payment",
        locator=locator,
        at=source.moment(moment) if moment else NOTHING,
        account_id=account,
        target_ids=[target] if target else None,
        amount=None if amount is None else amount.text,
        asset=None if amount is None else amount.get("Ccy"),
        direction="out" if out else "in",
        txid=_text(entry, "AcctSvcrRef") or _text(entry, f"{details}/Refs/EndToEndId"),
        text="\n".join(part.text for part in entry.iter("Ustrd") if part.text) or _text(entry, "AddtlNtryInf"),
        attrs={"counterparty": name, "status": _text(entry, "Sts") or _text(entry, "Sts/Cd")},
    )


def _text(entry: Element, path: str) -> str | None:
    found = entry.find(path)
    return found.text.strip() if found is not None and found.text and found.text.strip() else None
