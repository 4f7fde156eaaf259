"""The movements of one asset in one account, held against the balance that the source states."""

from __future__ import annotations

from dataclasses import dataclass

from comity.chain.ledger import Transfer
from comity.chain.source import AccountSource, ContradictionError
from comity.text.messages import say


@dataclass(frozen=True, slots=True)
class AccountHistory:
    """All transfers of an account.

    Attributes:
        account: its address.
        transfers: in the order of the chain.
        opening: what was there before the first of them: the balance stated, less what came and plus what went.
        notes: what a reader must know of it.
    """

    account: str
    transfers: tuple[Transfer, ...]
    opening: int
    notes: tuple[str, ...] = ()

    def change(self, transfer: Transfer) -> int:
        """Return by how much a transfer changes the balance."""
        return transfer.value * ((transfer.recipient == self.account) - (transfer.sender == self.account))


def read_history(source: AccountSource, account: str, asset: str) -> AccountHistory:
    """Read an account and see whether the listing adds up.

    Raises:
        ContradictionError: the account would have spent what it did not have, so a transfer is missing or an amount is wrong.
        UnreadAccountError: the source cannot tell of it, or it has more transfers than are read.
    """
    transfers = tuple(source.transfers(account, asset))
    history = AccountHistory(account, transfers, 0)
    lowest = total = 0
    for transfer in transfers:
        total += history.change(transfer)
        lowest = min(lowest, total)
    stated = source.balance(account, asset)
    if stated is None or not source.is_whole(asset):
        words = say(
            "the opening balance of {account} is not known; the least that makes its payments possible is taken: {amount}",
            account=account,
            amount=-lowest,
        )
        return AccountHistory(account, transfers, -lowest, (words,) if lowest else ())
    opening = stated - total
    if opening + lowest < 0:
        words = say(
            "the listed transfers of {account} do not add up to its balance of {stated}: {missing} came in by others, not listed",
            account=account,
            stated=stated,
            missing=-(opening + lowest),
        )
        raise ContradictionError(words, place=account)
    if not opening:
        return history
    words = say(
        "{account} held {amount} before its first listed transfer; they stand first in its queue, clean", account=account, amount=opening
    )
    return AccountHistory(account, transfers, opening, (words,))


def must_agree(history: AccountHistory, edge: Transfer, other: str) -> None:
    """See that a transfer which another account lists is listed here too.

    Raises:
        ContradictionError: it is not.
    """
    if not any(transfer.key == edge.key for transfer in history.transfers):
        words = say("{other} lists a transfer that {account} does not: a page is missing", other=other, account=history.account)
        raise ContradictionError(words, place=edge.txid)
