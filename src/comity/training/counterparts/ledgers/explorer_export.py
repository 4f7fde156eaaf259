"""Write a small ledger as explorers export it: one CSV file an account, truthful unless a fault is planted.

files = ExplorerExport(ledger, evm_account).files("thief", "friend")        {file name: bytes}
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction

from comity.training.counterparts.ledgers.account_ledger import AccountLedger, AccountTransaction, Move

Row = list[str]
ETHERSCAN: tuple[str, ...] = (
    "Transaction Hash",
    "Blockno",
    "UnixTimestamp",
    "DateTime (UTC)",
    "From",
    "To",
    "TokenValue",
    "USDValueDayOfTx",
)
ETHERSCAN += ("ContractAddress", "TokenName", "TokenSymbol")
TRONSCAN = ("Txn Hash", "Block", "Time (UTC)", "From", "To", "Amount", "Token Symbol", "Contract Address", "Result")
BLOCKCHAIR = (
    "block_id",
    "transaction_hash",
    "time_utc",
    "token_address",
    "token_symbol",
    "token_decimals",
    "sender",
    "recipient",
    "value_base_units",
)


class ExplorerExport:
    """Exports accounts.

    Attributes:
        ledger: what is told.
        address: writes an account's name as an address.
        form: headings: one of `ETHERSCAN`, `TRONSCAN`, `BLOCKCHAIR`.
        places: decimals of the token.
    """

    def __init__(self, ledger: AccountLedger, address: Callable[[str], str], form: Sequence[str] = ETHERSCAN, places: int = 6) -> None:
        self.ledger, self.address, self.form, self.places = ledger, address, form, places

    def files(self, *names: str, change: Callable[[str, list[Row]], list[Row]] = lambda _, rows: rows) -> Mapping[str, bytes]:
        """Return the export of each account; `change` may plant a fault in one's rows."""
        return {f"export-token-{self.address(name)}.csv": self._file(change(name, self.rows(name))) for name in names}

    def rows(self, name: str) -> list[Row]:
        """Return the rows of an account."""
        listed = ((one, move) for one in self.ledger.transactions for move in one.moves)
        return [self._row(one, move) for one, move in listed if name in {move.sender, move.recipient}]

    def _file(self, rows: list[Row]) -> bytes:
        stream = io.StringIO()
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, delimiter="\t" if self.form == BLOCKCHAIR else ",")
        writer.writerows([self.form, *rows])
        return b"\xef\xbb\xbf" + stream.getvalue().encode()

    def _row(self, one: AccountTransaction, move: Move) -> Row:
        at = datetime.fromtimestamp(one.milliseconds // 1000, UTC)
        time, amount = f"{at:%Y-%m-%d %H:%M:%S}", self._amount(move.value)
        parties = [self.address(move.sender), self.address(move.recipient)]
        if self.form == BLOCKCHAIR:
            return [str(one.height), f"0x{one.txid}", time, one.asset, "SIMT", str(self.places), *parties, str(move.value)]
        if self.form == TRONSCAN:
            result = "FAIL" if one.is_failed else "SUCCESS"
            return [one.txid, str(one.height), time, *parties, amount, "USDT", one.asset, result]
        epoch = str(one.milliseconds // 1000)
        return [f"0x{one.txid}", str(one.height), epoch, time, *parties, amount, "", one.asset, "Simulated", "SIMT"]

    def _amount(self, value: int) -> str:
        """Write an amount as explorers do: thousands apart, no noughts at the end."""
        whole = Fraction(value, 10**self.places)
        places = f"{value % 10**self.places:0{self.places}d}".rstrip("0")
        return f"{int(whole):,}" + (f".{places}" if places else "")
