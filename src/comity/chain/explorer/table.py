"""Read a CSV export of an explorer: columns by their headings, amounts exact, times in UTC; what is not understood is refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files

import yaml

from comity.errors import InputError
from comity.text.messages import say

NEEDED = ("txid", "sender", "recipient")
_FAILED = re.compile(r"error|fail|revert|out.of", re.IGNORECASE)
_WELL = frozenset({"", "success", "sucess", "successful", "confirmed", "true", "ok", "1"})
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
_TXID = re.compile(r"(?:0x)?[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class ListedTransfer:
    """A row.

    Attributes:
        txid: transaction, in lower case, as the chain writes it.
        height: block; None where the file does not tell.
        at: time.
        sender: as written.
        recipient: as written.
        amount: exact, in the unit that people use; in base units where `is_base` says so.
        is_base: whether the amount is in base units.
        contract: token contract as written; None of the chain's own coin or where the file does not tell.
        symbol: what the file calls the asset; None where it does not.
        decimals: as the file states them.
        fee: what the sender paid for the transaction, in the chain's own coin; None where the file does not tell.
        is_native: whether it is the chain's own coin.
        is_failed: whether the transaction failed, so that nothing moved.
        place: file and line.
    """

    txid: str
    height: int | None
    at: datetime
    sender: str
    recipient: str
    amount: Decimal
    is_base: bool
    contract: str | None
    symbol: str | None
    decimals: int | None
    fee: Decimal | None
    is_native: bool
    is_failed: bool
    place: str


def columns_of(data: bytes) -> dict[str, int] | None:
    """Return which column means what; None where the file is no export of transfers."""
    try:
        head = next(csv.reader(io.StringIO(_text(data)), delimiter=_delimiter(data)), None)
    except (UnicodeDecodeError, csv.Error):
        return None
    found: dict[str, int] = {}
    for number, heading in enumerate(head or ()):
        plain = re.sub(r"[^a-z0-9]", "", heading.lower())
        for meaning, names in _names().items():
            if plain in names and meaning not in found:
                found[meaning] = number
                break
    has_amount = {"amount", "base_units"} & found.keys() or {"came_in", "went_out"} <= found.keys()
    return found if set(NEEDED) <= found.keys() and has_amount and "token_id" not in found else None


def rows_of_file(data: bytes, name: str) -> Iterator[ListedTransfer]:
    """Yield the rows of an export.

    Raises:
        InputError: a row cannot be understood: which one, and what of it.
    """
    columns = columns_of(data)
    if columns is None:
        raise InputError(say("is no explorer's export of transfers: its columns are not known"), place=name)
    if not {"epoch", "utc"} & columns.keys():
        hint = say("if its times are UTC, write so in the heading: Time (UTC)")
        raise InputError(say("the file does not say in which zone its times are"), place=name, hint=hint)
    lines = _lines(data, name)
    width = len(next(lines))
    for number, row in enumerate(lines, start=2):
        if not any(cell.strip() for cell in row):
            continue
        place = f"{name}:{number}"
        if len(row) < width:
            raise InputError(say("the row breaks off"), place=place)
        yield _row({meaning: row[column].strip() for meaning, column in columns.items()}, place)


def _lines(data: bytes, name: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(_text(data)), delimiter=_delimiter(data))
    except csv.Error as error:
        raise InputError(say("is no CSV: {fault}", fault=error), place=name) from error


def _row(cells: Mapping[str, str], place: str) -> ListedTransfer:
    txid = cells["txid"].lower()
    if not _TXID.match(txid):
        raise InputError(say("no whole transaction id: {text}", text=cells["txid"]), place=place)
    is_native = "came_in" in cells
    status = cells.get("status", "")
    if status.lower() not in _WELL and not _FAILED.search(status):
        raise InputError(say("whether it succeeded cannot be read: {text}", text=status), place=place)
    return ListedTransfer(
        txid,
        _whole(cells["block"], place) if cells.get("block") else None,
        _moment(cells, place),
        cells["sender"],
        cells["recipient"],
        _amount(cells, place),
        "base_units" in cells,
        cells.get("contract") or None,
        cells.get("symbol") or None,
        _whole(cells["decimals"], place) if cells.get("decimals") else None,
        _decimal(cells["fee"], place) if cells.get("fee") else None,
        is_native,
        bool(_FAILED.search(status)),
        place,
    )


def _amount(cells: Mapping[str, str], place: str) -> Decimal:
    if "base_units" in cells:
        return Decimal(_whole(cells["base_units"], place))
    if "came_in" in cells:
        return max(_decimal(cells["came_in"] or "0", place), _decimal(cells["went_out"] or "0", place))
    return _decimal(cells["amount"], place)


def _decimal(text: str, place: str) -> Decimal:
    plain = text.replace(",", "") if _GROUPED.match(text) else text
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise InputError(say("is no amount: {text}", text=text), place=place)
    return found


def _whole(text: str, place: str) -> int:
    plain = text.replace(",", "") if _GROUPED.match(text) else text
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 78):
        raise InputError(say("is no whole number: {text}", text=text), place=place)
    return int(plain)


def _moment(cells: Mapping[str, str], place: str) -> datetime:
    text = cells.get("epoch") or cells.get("utc") or ""
    try:
        if cells.get("epoch"):
            seconds = _whole(text, place)
            return datetime.fromtimestamp(seconds // 1000 if seconds > 1 << 40 else seconds, UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(say("is no time: {text}", text=text), place=place) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig")


def _delimiter(data: bytes) -> str:
    head = data.partition(b"\n")[0]
    return max(",;\t", key=lambda one: head.count(one.encode()))


@cache
def _names() -> Mapping[str, frozenset[str]]:
    rows = yaml.safe_load(files(__package__).joinpath("columns.yaml").read_text(encoding="utf-8"))
    return {meaning: frozenset(names) for meaning, names in rows.items()}
