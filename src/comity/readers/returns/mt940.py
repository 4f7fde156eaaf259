"""Bank statements as SWIFT MT940: `:61:` a booking, `:86:` its purpose, under the account of `:25:`. Dates are days without a zone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_LINE = re.compile(
    r"(?P<date>\d{6})(?P<entry>\d{4})?(?P<mark>R?[CD])(?P<code>[A-Z])?(?P<amount>[\d,]{1,15})(?P<type>[NSF][A-Z0-9]{3})(?P<reference>[^\n]*)"
)


class Mt940(Reader):
    """One event a booking."""

    slug = "mt940"
    version = 1
    roles = {"account_id": "bank_account"}

    def detect(self, source: Source) -> float:
        head = source.head
        return 0.95 if b":20:" in head and b":25:" in head and (b":60F:" in head or b":60M:" in head) and b":61:" in head else 0.0

    def count(self, source: Source) -> int:
        data = b"\n" + bytes(source.utf8()[:]).replace(b"\r", b"\n")
        return data.count(b"\n:61:")

    def read(self, source: Source) -> Iterator[Yield]:
        account = currency = None
        pending: tuple[int, int, str, list[str]] | None = None
        for place, length, line in source.lines():
            if line.startswith(":86:") and pending:
                pending[3].append(line[4:])
                pending = (pending[0], place + length, pending[2], pending[3])
                continue
            if line.startswith((":", "-}")) or line == "-":
                if pending:
                    yield _booking(pending, account, currency, source)
                    pending = None
                if line.startswith(":25:"):
                    account = line[4:].strip()
                elif line.startswith((":60F:", ":60M:")):
                    currency = line[12:15]
                elif line.startswith(":61:"):
                    pending = (place, place + length, line[4:], [])
            elif pending:
                pending[3].append(line)
                pending = (pending[0], place + length, pending[2], pending[3])
        if pending:
            yield _booking(pending, account, currency, source)


def _booking(found: tuple[int, int, str, list[str]], account: str | None, currency: str | None, source: Source) -> Yield:
    start, end, line, purpose = found
    locator = f"@{start}+{end - start}"
    parts = _LINE.match(line)
    if not parts:
        return Unreadable(locator, "no booking as :61: has it")
    date = parts["date"]
    return Record(
        kind="payment",
        locator=locator,
        at=source.moment(f"20{date[:2]}-{date[2:4]}-{date[4:6]}")._replace(raw=date),
        account_id=account,
        amount=parts["amount"].replace(",", ".").rstrip("."),
        asset=currency,
        direction="in" if parts["mark"] in {"C", "RD"} else "out",
        txid=parts["reference"].strip() or None,
        text="\n".join(purpose) or None,
        attrs={"mark": parts["mark"], "type": parts["type"], "entry": parts["entry"]},
    )
