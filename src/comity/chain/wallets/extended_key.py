"""Addresses of a wallet from its extended public key: BIP-32, and the account forms of BIP-44, 49, 84 and 86 (SLIP-132 prefixes).

An extended public key shows every address of an account, spent or not, and spends nothing: only public derivation is here, so no secret is
ever touched, and the arithmetic need not hide what it works on. Hardened steps need the private key and are refused.

    key = ExtendedKey.read("zpub…")
    key.address(0, 0)       the first receiving address; key.address(1, 0) the first for change
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from Crypto.Hash import RIPEMD160
from eth_hash.auto import keccak

from comity.chain.bitcoin.address import NETWORKS, address_of, base58_bytes, base58check
from comity.errors import InputError
from comity.text.messages import say

_FIELD = (1 << 256) - (1 << 32) - 977
_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)
"""secp256k1 (SEC 2, 2.4.1)."""
_HARDENED = 1 << 31
Point = tuple[int, int]

FORMS = {
    "0488b21e": ("btc", "p2pkh"),
    "049d7cb2": ("btc", "p2sh-p2wpkh"),
    "04b24746": ("btc", "p2wpkh"),
    "043587cf": ("btc-test", "p2pkh"),
    "044a5262": ("btc-test", "p2sh-p2wpkh"),
    "045f1cf6": ("btc-test", "p2wpkh"),
}
"""Version bytes of xpub, ypub, zpub, tpub, upub, vpub: network, and the kind of address that the form stands for (SLIP-132)."""
KINDS = ("p2pkh", "p2sh-p2wpkh", "p2wpkh", "p2tr", "evm")
"""BIP-44, BIP-49, BIP-84, BIP-86; and the account chains' use of BIP-44."""


@dataclass(frozen=True, slots=True)
class ExtendedKey:
    """An extended public key.

    Attributes:
        network: whose addresses it leads to; a key of `NETWORKS`.
        kind: kind of address that its form stands for; an xpub may be used for any.
        depth: steps from the master key; 3 for an account.
        number: number of the last step.
        chain_code: 32 bytes.
        point: the public key.
    """

    network: str
    kind: str
    depth: int
    number: int
    chain_code: bytes
    point: Point

    @classmethod
    def read(cls, text: str) -> ExtendedKey:
        """Read the Base58 form.

        Raises:
            InputError: it is no extended public key, or a private one.
        """
        data = base58_bytes(text.strip())
        if data is None or len(data) != 78:
            raise InputError(say("no extended public key: a letter is wrong or missing"))
        if data[45] not in {2, 3}:
            hint = say("it can spend: seal it at once, do not copy it, and use the public one")
            raise InputError(say("this is no public key; it may be a private one"), hint=hint)
        form = FORMS.get(data[:4].hex())
        point = _lifted(int.from_bytes(data[46:], "big"), data[45] & 1)
        if form is None or point is None or (data[4] == 0 and any(data[5:13])):
            raise InputError(say("no extended public key: its form is not known, or it is no point of the curve"))
        return cls(form[0], form[1], data[4], int.from_bytes(data[9:13], "big"), data[13:45], point)

    def child(self, number: int) -> ExtendedKey:
        """Take one step.

        Raises:
            InputError: the step is hardened, or leads nowhere (one in 2^127).
        """
        if not 0 <= number < _HARDENED:
            raise InputError(say("a hardened step needs the private key: {number}", number=number))
        mixed = hmac.digest(self.chain_code, _packed(self.point) + number.to_bytes(4, "big"), "sha512")
        left = int.from_bytes(mixed[:32], "big")
        point = _sum(_times(_G, left), self.point) if left < _ORDER else None
        if point is None:
            raise InputError(say("this step leads nowhere: take the next number"))
        return ExtendedKey(self.network, self.kind, self.depth + 1, number, mixed[32:], point)

    def address(self, branch: int, number: int, kind: str | None = None) -> str:
        """Return an address of the account: branch 0 receives, branch 1 takes change.

        Args:
            branch: 0 or 1.
            number: place on the branch.
            kind: one of `KINDS`; that of the form when not given.
        """
        return self.child(branch).child(number).own_address(kind)

    def own_address(self, kind: str | None = None) -> str:
        """Return the address of this key itself.

        Raises:
            InputError: no such kind.
        """
        chosen, packed = kind or self.kind, _packed(self.point)
        if chosen == "evm":
            return _evm(self.point)
        if chosen == "p2tr":
            script = b"\x51\x20" + _tweaked(self.point)
        elif chosen == "p2wpkh":
            script = b"\x00\x14" + _hash160(packed)
        elif chosen == "p2sh-p2wpkh":
            script = b"\xa9\x14" + _hash160(b"\x00\x14" + _hash160(packed)) + b"\x87"
        elif chosen == "p2pkh":
            script = b"\x76\xa9\x14" + _hash160(packed) + b"\x88\xac"
        else:
            raise InputError(say("no such kind of address: {kind}", kind=chosen), hint=", ".join(KINDS))
        return address_of(script, NETWORKS[self.network]) or ""

    def addresses(self, count: int, kind: str | None = None) -> Iterator[tuple[int, int, str]]:
        """Yield branch, number and address of the first ones of both branches."""
        for branch in (0, 1):
            parent = self.child(branch)
            for number in range(count):
                yield branch, number, parent.child(number).own_address(kind)

    def written(self, parent: bytes = bytes(4)) -> str:
        """Write the Base58 form; `parent` is the fingerprint of the key one step above."""
        version = next(form for form, known in FORMS.items() if known == (self.network, self.kind))
        head = bytes.fromhex(version) + bytes([self.depth]) + parent + self.number.to_bytes(4, "big")
        return base58check(head + self.chain_code + _packed(self.point))

    @property
    def fingerprint(self) -> bytes:
        """The first four bytes of the key's hash: what a child names as its parent."""
        return _hash160(_packed(self.point))[:4]


def _hash160(data: bytes) -> bytes:
    digest: bytes = RIPEMD160.new(hashlib.sha256(data).digest()).digest()
    return digest


def _packed(point: Point) -> bytes:
    return bytes([2 + (point[1] & 1)]) + point[0].to_bytes(32, "big")


def _evm(point: Point) -> str:
    digest: bytes = keccak(point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big"))
    return "0x" + digest[-20:].hex()


def _tweaked(point: Point) -> bytes:
    """Return the output key of a key that stands alone (BIP-86, BIP-341)."""
    inner = point[0].to_bytes(32, "big")
    tag = hashlib.sha256(b"TapTweak").digest()
    tweak = int.from_bytes(hashlib.sha256(tag + tag + inner).digest(), "big")
    even = _lifted(point[0], 0)
    outer = _sum(_times(_G, tweak), even) if tweak < _ORDER else None
    if outer is None:
        raise InputError(say("this step leads nowhere: take the next number"))
    return outer[0].to_bytes(32, "big")


def _lifted(x: int, odd: int) -> Point | None:
    """Return the point of the curve with this x, its y odd or even; None where there is none."""
    if x >= _FIELD:
        return None
    y = pow(pow(x, 3, _FIELD) + 7, (_FIELD + 1) // 4, _FIELD)
    if (y * y - pow(x, 3, _FIELD) - 7) % _FIELD:
        return None
    return (x, y if y & 1 == odd else _FIELD - y)


def _sum(one: Point | None, other: Point | None) -> Point | None:
    if one is None or other is None:
        return one or other
    if one[0] == other[0] and (one[1] + other[1]) % _FIELD == 0:
        return None
    rise, run = (3 * one[0] * one[0], 2 * one[1]) if one == other else (other[1] - one[1], other[0] - one[0])
    slope = rise * pow(run, -1, _FIELD)
    x = (slope * slope - one[0] - other[0]) % _FIELD
    return (x, (slope * (one[0] - x) - one[1]) % _FIELD)


def _times(point: Point, factor: int) -> Point | None:
    total: Point | None = None
    step: Point | None = point
    while factor:
        if factor & 1:
            total = _sum(total, step)
        step = _sum(step, step)
        factor >>= 1
    return total
