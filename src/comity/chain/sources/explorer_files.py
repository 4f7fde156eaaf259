"""CSV files that an explorer exported, as a source: one file an account, and nobody is asked.

A file is the whole word of an explorer about one account; nothing in it can be proven. So files are held against each other: what one
account's file lists of another account, whose own file is there too, must stand in that one. An account without a file is where the trace
ends, and says so: export it, and trace again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from comity.chain.answers import numbered
from comity.chain.exhibit import Channel, RawAnswer
from comity.chain.explorer.table import ListedTransfer, columns_of, rows_of_file
from comity.chain.ledger import Position, Transfer
from comity.chain.source import AccountSource, ContradictionError, Token, UnexportedAccountError
from comity.chain.tron.address import tron_address
from comity.errors import ExchangeError, InputError
from comity.text.messages import say

_USDT = {"tron": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "evm": "0xdac17f958d2ee523a2206206994597c13d831ec7"}
_COIN = {"tron": ("TRX", 6), "evm": ("ETH", 18)}
_EVM = re.compile(r"0x[0-9a-fA-F]{40}\Z")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}")
_ZERO = {"0x" + "0" * 40, "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb"}
_MOST = 5_000
"""Rows at which explorers cut an export off."""
_FINEST = 18
_LARGEST_EXPONENT = 77  # 256 bits
_INDEX = "files"


class ExplorerFiles(AccountSource):
    """Holds the files of a folder."""

    slug = "explorer_files"
    schemes = ()
    chains: tuple[str, ...] = ("evm", "tron")

    def __init__(self, contents: Mapping[str, bytes], at: datetime) -> None:
        super().__init__()
        digest_list = json.dumps(sorted(contents)).encode()
        self.answers += [RawAnswer(_INDEX, 200, digest_list, at), *(RawAnswer(name, 200, contents[name], at) for name in sorted(contents))]
        rows = {name: list(rows_of_file(data, name)) for name, data in sorted(contents.items())}
        self.chains = (_chain_of(row for listed in rows.values() for row in listed),)
        self._tokens: dict[str, Token] = {}
        self._notes: list[str] = []
        self._own: dict[str, list[Transfer]] = {}
        self._all: dict[str, dict[object, Transfer]] = {}
        self._tip: int | None = None
        for name, listed in rows.items():
            self._take(name, listed)
        self._compare()

    @classmethod
    def over(cls, address: str) -> ExplorerFiles:
        raise InputError(f"exported files have no address: {address}", hint="give their folder")

    @classmethod
    def replayed(cls, channel: Channel) -> ExplorerFiles:
        index = channel.get(_INDEX)
        names = index.json()
        if not isinstance(names, list):
            raise ContradictionError("the index of the files is no list", place=_INDEX)
        return cls({str(name): channel.get(str(name)).body for name in names}, index.at)

    @classmethod
    def in_folder(cls, path: Path) -> ExplorerFiles | None:
        paths = [path] if path.is_file() else sorted((*path.glob("*.csv"), *path.glob("*.tsv"))) if path.is_dir() else []
        contents = {one.name: one.read_bytes() for one in paths if one.suffix in {".csv", ".tsv"}}
        if not any(columns_of(data) for data in contents.values()):
            return None
        newest = max(one.stat().st_mtime for one in paths)
        return cls(contents, datetime.fromtimestamp(int(newest), UTC))

    def tip(self) -> int:
        if self._tip is None:
            raise ExchangeError("the files name no block", place=self.slug)
        return self._tip

    def asset(self, name: str | None) -> str:
        (chain,) = self.chains
        if name is None or name.upper() == "USDT":
            return _USDT[chain]
        return _COIN[chain][0] if name.upper() == _COIN[chain][0] else self.account(name)

    def token(self, asset: str) -> Token:
        return self._tokens.get(asset, Token(asset, asset, None))

    def account(self, text: str) -> str:
        found = text.strip().lower() if _EVM.match(text.strip()) else tron_address(text.strip())
        if found is None or (self.chains == ("tron",)) == found.startswith("0x"):
            raise InputError(say("no address of this chain: {text}", text=text))
        return found

    def balance(self, account: str, asset: str) -> int | None:  # noqa: ARG002 - a list of transfers states no balance
        return None

    def transfers(self, account: str, asset: str) -> Sequence[Transfer]:
        if account not in self._own:
            raise UnexportedAccountError(say("no file of this account is here"), place=account)
        return [row for row in self._own[account] if row.asset == asset]

    def transfers_in(self, txid: str, asset: str) -> Sequence[Transfer] | None:
        hashed = f"0x{txid.removeprefix('0x')}" if self.chains == ("evm",) else txid
        return sorted((row for row in self._all.get(hashed, {}).values() if row.asset == asset), key=lambda row: row.order)

    def remarks(self) -> Sequence[str]:
        return tuple(self._notes)

    def _take(self, name: str, listed: Sequence[ListedTransfer]) -> None:
        found = numbered([row for number, one in enumerate(listed) for row in self._of(one, number)])
        found.sort(key=lambda row: row.order)
        owner = _owner(name, found)
        if owner is None:
            self._notes.append(say("whose export {name} is cannot be told: put the address into the name of the file", name=name))
        else:
            known = {row.key: row for row in self._own.get(owner, ())}
            self._own[owner] = sorted((known | {row.key: row for row in found}).values(), key=lambda row: row.order)
        if len(listed) >= _MOST:
            self._notes.append(
                say("{name} has {count} rows, as many as explorers export: rows may be missing", name=name, count=len(listed))
            )
        for row in found:
            self._all.setdefault(row.txid, {})[row.key] = row

    def _of(self, row: ListedTransfer, number: int) -> Iterable[Transfer]:
        """Read a row: the payment where it succeeded, and the fee, which nobody receives here."""
        (chain,) = self.chains
        coin, places = _COIN[chain]
        asset, symbol = (coin, coin) if row.is_native else self._asset_of(row)
        txid = f"0x{row.txid.removeprefix('0x')}" if chain == "evm" else row.txid.removeprefix("0x")
        position = Position(row.height, None, 0, row.at)
        self._tip = max(self._tip or 0, row.height) if row.height is not None else self._tip
        sender, recipient = (None if one in _ZERO else self._party(one, row.place) for one in (row.sender, row.recipient))
        seconds = int(row.at.timestamp())
        decimals = places if row.is_native else self._decimals(asset, symbol, row)
        value = _base(row.amount, 0 if row.is_base else decimals, row.place)
        if value and not row.is_failed:
            yield Transfer(txid, sender, recipient, value, asset, position, (seconds, 0, number * 2), None)
        fee = _base(row.fee, places, row.place) if row.fee is not None and row.is_native else 0
        if fee and sender is not None:
            yield Transfer(txid, sender, None, fee, coin, position, (seconds, 0, number * 2 + 1), None)

    def _asset_of(self, row: ListedTransfer) -> tuple[str, str]:
        (chain,) = self.chains
        if row.contract:
            return self._party(row.contract, row.place), row.symbol or row.contract
        if (row.symbol or "").upper() == _COIN[chain][0]:
            return _COIN[chain][0], _COIN[chain][0]
        if (row.symbol or "").upper() in {"USDT", "TETHER USD"}:
            note = say("a file names USDT without its contract; the contract of the issuer is taken")
            self._notes += [note] if note not in self._notes else []
            return _USDT[chain], "USDT"
        raise InputError(say("which token this is cannot be told: no contract stands here"), place=row.place)

    def _decimals(self, asset: str, symbol: str, row: ListedTransfer) -> int:
        known = self._tokens.get(asset)
        if known is None or known.decimals is None:
            decimals = 6 if asset in _USDT.values() else row.decimals
            if decimals is None:
                decimals = _FINEST
                self._notes.append(say("how {symbol} is divided is not told; amounts are counted in units of 10^-18", symbol=symbol))
            self._tokens[asset] = known = Token(asset, symbol, decimals)
        return known.decimals or 0

    def _party(self, text: str, place: str) -> str:
        try:
            return self.account(text)
        except InputError as error:
            raise InputError(error.message, place=place) from error

    def _compare(self) -> None:
        """Hold the files against each other: a transfer between two exported accounts stands in both."""
        for owner, rows in self._own.items():
            keys, assets = {row.key for row in rows}, {row.asset for row in rows}
            for listed in self._all.values():
                for row in listed.values():
                    if owner in {row.sender, row.recipient} and row.key not in keys and row.asset in assets:
                        words = say("another file lists a transfer that the export of {account} does not: rows are missing", account=owner)
                        raise ContradictionError(words, place=row.txid)


def _chain_of(rows: Iterable[ListedTransfer]) -> str:
    kinds = {"evm" if (row.sender or row.recipient).startswith("0x") else "tron" for row in rows}
    if len(kinds) != 1:
        raise InputError(say("the files are of several chains, or hold no transfer"), hint=say("one folder for each chain"))
    return kinds.pop()


def _owner(name: str, rows: Sequence[Transfer]) -> str | None:
    """Tell whose export a file is: the one party of every row; the address in its name where that leaves two."""
    shared = set.intersection(*({row.sender, row.recipient} for row in rows)) - {None} if rows else set()
    named = {found.lower() if found.startswith("0x") else found for found in _ADDRESS.findall(name)}
    return next(iter(shared & named), None) or (shared.pop() if len(shared) == 1 else None)


def _base(amount: Decimal, decimals: int, place: str) -> int:
    """Return base units, exactly."""
    _, digits, exponent = amount.as_tuple()
    whole, places = int("".join(map(str, digits))), int(exponent) + decimals
    if not whole:
        return 0
    if abs(places) > _LARGEST_EXPONENT or (places < 0 and whole % 10**-places):
        raise InputError(say("the amount has more places than the asset: {text}", text=amount), place=place)
    units: int = whole * 10**places if places >= 0 else whole // 10**-places
    return units
