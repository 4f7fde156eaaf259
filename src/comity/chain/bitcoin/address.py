"""Addresses of locking scripts: P2PKH, P2SH, and witness programs (BIP 173, BIP 350)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.chain.bitcoin.hashes import double_sha256

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32M = 0x2BC830A3


@dataclass(frozen=True, slots=True)
class Network:
    """What tells a network's addresses apart: two version bytes and the prefix of witness addresses."""

    name: str
    pubkey_hash: int
    script_hash: int
    witness: str | None


NETWORKS = {
    network.name: network
    for network in (
        Network("btc", 0x00, 0x05, "bc"),
        Network("btc-test", 0x6F, 0xC4, "tb"),
        Network("btc-regtest", 0x6F, 0xC4, "bcrt"),
        Network("ltc", 0x30, 0x32, "ltc"),
        Network("bcoin-regtest", 0x3C, 0x26, "rb"),
    )
}


def address_of(script: bytes, network: Network) -> str | None:
    """Return the address of a locking script; None where it has none (bare keys, multisignature, data)."""
    if len(script) == 25 and script[:3] == b"\x76\xa9\x14" and script[23:] == b"\x88\xac":
        return base58check(bytes([network.pubkey_hash]) + script[3:23])
    if len(script) == 23 and script[:2] == b"\xa9\x14" and script[22] == 0x87:
        return base58check(bytes([network.script_hash]) + script[2:22])
    if network.witness and 4 <= len(script) <= 42 and script[1] == len(script) - 2:
        version = script[0] - 0x50 if script[0] >= 0x51 else script[0]
        if script[0] == 0 and len(script) in {22, 34}:
            return _witness(network.witness, 0, script[2:])
        if 0x51 <= script[0] <= 0x60:
            return _witness(network.witness, version, script[2:])
    return None


def script_of(address: str, network: Network) -> bytes | None:
    """Return the locking script that an address stands for; None where it is no address of the network."""
    payload = base58_bytes(address)
    if payload is not None and len(payload) == 21:
        if payload[0] == network.pubkey_hash:
            return b"\x76\xa9\x14" + payload[1:] + b"\x88\xac"
        return b"\xa9\x14" + payload[1:] + b"\x87" if payload[0] == network.script_hash else None
    program = _program(address, network.witness) if network.witness else None
    if program is None:
        return None
    version, data = program
    script = bytes([version + 0x50 if version else 0, len(data)]) + data
    return script if address_of(script, network) == address.lower() else None


def base58check(payload: bytes) -> str:
    """Write bytes with their checksum in the letters of Base58."""
    data = payload + double_sha256(payload)[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def base58_bytes(text: str) -> bytes | None:
    """Read Base58 with a checksum; None when a letter or the checksum is wrong."""
    number = 0
    for letter in text:
        digit = _BASE58.find(letter)
        if digit < 0:
            return None
        number = number * 58 + digit
    data = bytes(len(text) - len(text.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    return data[:-4] if len(data) > 4 and double_sha256(data[:-4])[:4] == data[-4:] else None


def _witness(prefix: str, version: int, program: bytes) -> str:
    values = [version, *_in_fives(program)]
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = _polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ (_BECH32M if version else 1)
    values += [(check >> 5 * (5 - place)) & 31 for place in range(6)]
    return prefix + "1" + "".join(_BECH32[value] for value in values)


def _program(address: str, prefix: str) -> tuple[int, bytes] | None:
    """Read a witness address without its checksum: whoever calls writes it again and compares."""
    text = address.lower()
    values = [_BECH32.find(letter) for letter in text[len(prefix) + 1 : -6]]
    if not text.startswith(f"{prefix}1") or address not in {text, address.upper()} or not values or min(values) < 0 or values[0] > 16:
        return None
    number, bits = 0, 5 * (len(values) - 1)
    for value in values[1:]:
        number = number << 5 | value
    return values[0], (number >> bits % 8).to_bytes(bits // 8, "big")


def _in_fives(data: bytes) -> list[int]:
    bits, number = len(data) * 8, int.from_bytes(data, "big")
    pad = -bits % 5
    number <<= pad
    return [(number >> place) & 31 for place in range(bits + pad - 5, -1, -5)]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            if top >> place & 1:
                check ^= generator
    return check
