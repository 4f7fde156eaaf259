"""A coin source that is believed only as far as its bytes prove it.

The id is the hash of the bytes; the block is shown by Merkle branch and header work; blocks that follow each other are linked; a spender
must spend the coin it is named for and stand after it; an output that is called unspent must be among the address's unspent coins, and
no transaction that was seen may spend it; what the source says in its own words about amounts and addresses must be what the bytes
say. Whatever does not fit is a contradiction, with its place: nothing that rests on it is given out.

What one source alone cannot prove is that nobody spent a coin whose spending it conceals from all its listings alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from comity.chain.bitcoin.address import NETWORKS, Network, address_of
from comity.chain.bitcoin.hashes import double_sha256, has_work, hidden, merkle_branch_root, shown
from comity.chain.bitcoin.transaction import read_transaction
from comity.chain.ledger import CoinTransaction, Output, Position
from comity.chain.source import CoinSource, ContradictionError, Inclusion, StatedCoin, UndoneCoin
from comity.errors import InputError

_INNER_NODE = 64  # a transaction of this size could be an inner node of a Merkle tree in disguise
Coin = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A transaction with the proof of its place.

    Attributes:
        transaction: the transaction, its id computed from its bytes.
        position: where it stands.
        inclusion: the proof; None while unconfirmed.
    """

    transaction: CoinTransaction
    position: Position
    inclusion: Inclusion | None


class CheckedCoins:
    """Reads a source, checks, and remembers.

    Attributes:
        source: the source.
        network: whose addresses the scripts stand for; found from what the source states when not given.
        unwitnessed: coins called unspent by one listing alone.
    """

    def __init__(self, source: CoinSource, network: Network | None = None) -> None:
        self.source = source
        self.network = network
        self.unwitnessed: list[Coin] = []
        self._transactions: dict[str, CoinTransaction] = {}
        self._shown: dict[str, Shown] = {}
        self._spenders: dict[str, tuple[str | None, ...]] = {}
        self._unspent: dict[str, dict[Coin, int | None] | None] = {}
        self._headers: dict[int, bytes] = {}
        self._undone: dict[Coin, UndoneCoin] = {}
        self._called_unspent: set[Coin] = set()

    @property
    def transactions(self) -> Mapping[str, CoinTransaction]:
        """Every transaction that was read, by id."""
        return self._transactions

    @property
    def placed(self) -> Mapping[str, Shown]:
        """Every transaction whose place was proven, by id."""
        return self._shown

    @property
    def headers(self) -> Mapping[int, bytes]:
        """Every block header relied on, by height."""
        return self._headers

    @property
    def undone(self) -> Mapping[Coin, UndoneCoin]:
        """Every coin that is known from a node's undo files alone: its transaction was not to be had."""
        return self._undone

    def transaction(self, txid: str) -> CoinTransaction:
        """Return a transaction whose bytes hash to its id.

        Raises:
            ContradictionError: they do not, or are no transaction.
        """
        if txid not in self._transactions:
            raw = self.source.transaction(txid)
            if len(raw) == _INNER_NODE:
                raise ContradictionError("a transaction of 64 bytes proves nothing: it may be a node of a Merkle tree", place=txid)
            if self.network is None:
                self.network = self._network_of(txid, raw)
            transaction = _read(raw, txid, self.network)
            if transaction.txid != txid:
                raise ContradictionError(f"the source gave another transaction ({transaction.txid})", place=txid)
            self._transactions[txid] = transaction
        return self._transactions[txid]

    def shown(self, txid: str) -> Shown:
        """Return a transaction with its place in the chain, proven.

        Raises:
            ContradictionError: branch, header or work do not hold, or two headers claim one height.
        """
        if txid not in self._shown:
            transaction = self.transaction(txid)
            self._compare_with_words(transaction)
            self._must_conserve(transaction)
            inclusion = self.source.inclusion(txid)
            position = self._placed(txid, inclusion) if inclusion else self._unconfirmed(transaction)
            self._shown[txid] = Shown(transaction, position, inclusion)
        return self._shown[txid]

    def output(self, txid: str, vout: int) -> Output:
        """Return a coin.

        Raises:
            ContradictionError: the transaction has no such output.
        """
        if (undone := self._undone_coin(txid, vout)) is not None:
            return Output(undone.value, undone.script, address_of(undone.script, self.network or NETWORKS["btc"]))
        outputs = self.transaction(txid).outputs
        if vout >= len(outputs):
            raise ContradictionError(f"output {vout} of {len(outputs)} is named", place=txid)
        return outputs[vout]

    def _undone_coin(self, txid: str, vout: int) -> UndoneCoin | None:
        if txid in self._transactions:
            return None
        if (txid, vout) not in self._undone:
            found = self.source.spent_coin(txid, vout)
            if found is None:
                return None
            self._undone[txid, vout] = found
        return self._undone[txid, vout]

    def coins(self, address: str) -> tuple[Coin, ...]:
        """Return every coin that an address received.

        Raises:
            ContradictionError: a coin is listed that is not the address's, or an amount is stated that is not the coin's.
        """
        stated = self.source.coins(address)
        listed = {(coin.txid, coin.vout) for coin in stated}
        for coin in stated:
            self._must_be(coin, address)
        for txid in {coin.txid for coin in stated}:
            for vout, output in enumerate(self.transaction(txid).outputs):
                if output.address == address and (txid, vout) not in listed:
                    raise ContradictionError(f"output {vout} pays {address}, but is not listed among its coins", place=txid)
        return tuple(sorted(listed, key=lambda coin: (self.shown(coin[0]).position.order, coin[1])))

    def spender(self, txid: str, vout: int) -> Shown | None:
        """Return the transaction that spends a coin; None where it is unspent.

        Raises:
            ContradictionError: the named transaction does not spend it, or the two listings of the source disagree.
        """
        if txid not in self._spenders:
            self._spenders[txid] = tuple(self.source.spenders(txid, len(self.transaction(txid).outputs)))
        named = self._spenders[txid]
        if vout >= len(named):
            raise ContradictionError(f"the source lists {len(named)} outputs, output {vout} is missing", place=txid)
        spender = named[vout]
        if spender is None:
            self._must_be_unspent(txid, vout)
            return None
        found = self.shown(spender)
        if not any((coin.txid, coin.vout) == (txid, vout) for coin in found.transaction.inputs):
            raise ContradictionError(f"{spender} is named as spender of output {vout}, but does not spend it", place=txid)
        if found.position.order <= self.shown(txid).position.order:
            raise ContradictionError(f"{spender} spends output {vout}, but stands before it in the chain", place=txid)
        return found

    def close(self) -> None:
        """Look back at the end: the blocks are still where they were, and no coin called unspent was seen spent.

        Raises:
            ContradictionError: the chain was reorganised meanwhile, or a spending was concealed.
        """
        for transaction in self._transactions.values():
            for coin in transaction.inputs:
                if (coin.txid, coin.vout) in self._called_unspent:
                    raise ContradictionError(f"output {coin.vout} is called unspent, but {transaction.txid} spends it", place=coin.txid)
        for height, header in sorted(self._headers.items()):
            now, then = self.source.block_at(height), shown(double_sha256(header))
            if now is not None and now != then:
                raise ContradictionError(f"block {height} was {then} and is {now}: the chain was reorganised, trace again")

    def _network_of(self, txid: str, raw: bytes) -> Network:
        """Find the network: the source's, else that whose addresses are those that the source states; Bitcoin's own when it states none."""
        if (named := self.source.network()) is not None:
            return NETWORKS[named]
        stated = self.source.stated(txid) or ()
        scripts = [output.script for output in _read(raw, txid, NETWORKS["btc"]).outputs]
        for network in NETWORKS.values():
            written = [address_of(script, network) for script in scripts]
            if all(said.address in {None, address} for said, address in zip(stated, written, strict=False)):
                return network
        raise ContradictionError("the addresses that the source states are not those of the scripts", place=txid)

    def _compare_with_words(self, transaction: CoinTransaction) -> None:
        stated = self.source.stated(transaction.txid)
        if stated is None:
            return
        if len(stated) != len(transaction.outputs):
            words = f"the source describes {len(stated)} outputs, the transaction has {len(transaction.outputs)}"
            raise ContradictionError(words, place=transaction.txid)
        for vout, (said, output) in enumerate(zip(stated, transaction.outputs, strict=True)):
            if said.value != output.value:
                words = f"the source states {said.value} for output {vout}, the transaction says {output.value}"
                raise ContradictionError(words, place=transaction.txid)
            if said.address is not None and output.address is not None and said.address != output.address:
                words = f"the source states {said.address} for output {vout}, the script is of {output.address}"
                raise ContradictionError(words, place=transaction.txid)

    def _must_conserve(self, transaction: CoinTransaction) -> None:
        if transaction.is_coinbase:
            return
        paid = sum(output.value for output in transaction.outputs)
        spent = sum(self.output(coin.txid, coin.vout).value for coin in transaction.inputs)
        if paid > spent:
            raise ContradictionError(f"outputs of {paid} are paid from inputs of {spent}", place=transaction.txid)

    def _must_be(self, coin: StatedCoin, address: str) -> None:
        output = self.output(coin.txid, coin.vout)
        if output.address != address:
            raise ContradictionError(f"output {coin.vout} is listed for {address}, but pays {output.address}", place=coin.txid)
        if coin.value is not None and coin.value != output.value:
            words = f"the source states {coin.value} for output {coin.vout}, the transaction says {output.value}"
            raise ContradictionError(words, place=coin.txid)

    def _must_be_unspent(self, txid: str, vout: int) -> None:
        output = self.output(txid, vout)
        self._called_unspent.add((txid, vout))
        listed = self._unspent_of(output.address) if output.address else None
        if listed is None:
            self.unwitnessed.append((txid, vout))
            return
        if (txid, vout) not in listed:
            words = f"output {vout} is called unspent, but is not among the unspent coins of {output.address}"
            raise ContradictionError(words, place=txid)
        if listed[txid, vout] not in {None, output.value}:
            words = f"the source states {listed[txid, vout]} for output {vout}, the transaction says {output.value}"
            raise ContradictionError(words, place=txid)

    def _unspent_of(self, address: str) -> dict[Coin, int | None] | None:
        if address not in self._unspent:
            rows = self.source.unspent(address)
            self._unspent[address] = None if rows is None else {(coin.txid, coin.vout): coin.value for coin in rows}
        return self._unspent[address]

    def _unconfirmed(self, transaction: CoinTransaction) -> Position:
        """Stand after every confirmed transaction, and after the unconfirmed ones whose coins are spent."""
        parents = [self.shown(coin.txid).position for coin in transaction.inputs]
        depth = max((parent.index + 1 for parent in parents if parent.height is None), default=0)
        return Position(None, None, depth, None)

    def _placed(self, txid: str, inclusion: Inclusion) -> Position:
        header, height = inclusion.header, inclusion.height
        if not has_work(header):
            raise ContradictionError(f"the header of block {height} does not have the work it states", place=txid)
        block = shown(double_sha256(header))
        if inclusion.block not in {None, block}:
            raise ContradictionError(f"block {height} is called {inclusion.block}, its header is that of {block}", place=txid)
        if inclusion.position >> len(inclusion.branch):
            words = f"the Merkle branch of block {height} is too short for transaction {inclusion.position}"
            raise ContradictionError(words, place=txid)
        if merkle_branch_root(hidden(txid), inclusion.branch, inclusion.position) != header[36:68]:
            raise ContradictionError(f"the Merkle branch does not lead to the header of block {height}", place=txid)
        self._link(height, header, txid)
        at = datetime.fromtimestamp(int.from_bytes(header[68:72], "little"), UTC)
        if inclusion.at not in {None, at}:
            raise ContradictionError(f"block {height} is said to be of {inclusion.at}, its header says {at}", place=txid)
        return Position(height, block, inclusion.position, at)

    def _link(self, height: int, header: bytes, txid: str) -> None:
        """Remember a header; it must be the one known for its height, and follow and precede its neighbours."""
        known = self._headers.setdefault(height, header)
        if known != header:
            words = f"two headers for block {height}: the chain was reorganised meanwhile, trace again"
            raise ContradictionError(words, place=txid)
        before, after = self._headers.get(height - 1), self._headers.get(height + 1)
        if (before and header[4:36] != double_sha256(before)) or (after and after[4:36] != double_sha256(header)):
            words = f"block {height} is not linked to its neighbour: the chain was reorganised meanwhile, trace again"
            raise ContradictionError(words, place=txid)


def _read(raw: bytes, txid: str, network: Network) -> CoinTransaction:
    try:
        return read_transaction(raw, network)
    except InputError as error:
        raise ContradictionError(f"the source gave bytes that are no transaction: {error}", place=txid) from error
