"""Hold the payments that are cited against the receipts of their transactions."""

from __future__ import annotations

from comity.chain.ledger import Transfer
from comity.chain.source import AccountSource, ContradictionError
from comity.text.messages import say


class Receipts:
    """Asks for receipts once.

    Attributes:
        notes: what a reader must know.
    """

    def __init__(self, source: AccountSource, asset: str) -> None:
        self.source, self.asset = source, asset
        self.notes: list[str] = []
        self._known: dict[str, dict[tuple[str, str | None, str | None, int, int], Transfer] | None] = {}

    def settled(self, transfer: Transfer) -> Transfer:
        """Return a transfer as its receipt states it, with block and log index.

        Raises:
            ContradictionError: the receipt does not hold it: another amount, another party, or a transaction that failed.
        """
        if transfer.txid not in self._known:
            rows = self.source.transfers_in(transfer.txid, self.asset)
            self._known[transfer.txid] = None if rows is None else {row.key: row for row in rows}
        known = self._known[transfer.txid]
        if known is None:
            words = say("the source keeps no receipts: amounts are as its listings state them, log numbers are not known")
            self.notes += [words] if words not in self.notes else []
            return transfer
        if transfer.key not in known:
            words = say(
                "the source lists {value} from {sender} to {recipient}, the receipt of the transaction does not",
                value=transfer.value,
                sender=transfer.sender,
                recipient=transfer.recipient,
            )
            raise ContradictionError(words, place=transfer.txid)
        found = known[transfer.key]
        if found.position.at != transfer.position.at:
            words = say("the source dates a transfer {one}, its receipt {other}", one=transfer.position.at, other=found.position.at)
            raise ContradictionError(words, place=transfer.txid)
        return found
