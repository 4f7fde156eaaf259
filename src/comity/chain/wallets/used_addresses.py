"""Which addresses of a wallet were paid: both branches of each kind, until twenty in a row were not (the gap limit of BIP-44)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from comity.chain.wallets.extended_key import ExtendedKey

GAP = 20
_KINDS = ("p2pkh", "p2sh-p2wpkh", "p2wpkh", "p2tr")


def used_addresses(key: ExtendedKey, is_paid: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the addresses that were paid.

    Args:
        key: the account's extended public key; one whose form names the kind of address (ypub, zpub) is asked for that kind alone.
        is_paid: tells whether an address ever received anything.
    """
    kinds = _KINDS if key.kind == "p2pkh" else (key.kind,)
    return tuple(address for kind in kinds for branch in (0, 1) for address in _used(key.child(branch), kind, is_paid))


def _used(branch: ExtendedKey, kind: str, is_paid: Callable[[str], bool]) -> Iterator[str]:
    number = idle = 0
    while idle < GAP:
        address = branch.child(number).own_address(kind)
        if is_paid(address):
            idle = 0
            yield address
        else:
            idle += 1
        number += 1
