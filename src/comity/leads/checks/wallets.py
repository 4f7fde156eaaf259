"""Wallet addresses of all chains: one question, `wallet_verdict`, and what a chain's address says of itself."""

from __future__ import annotations

from comity.leads.checks import base58, bech32, cashaddr, evm, monero, solana, ton
from comity.model.identifier import IdentifierKind, Verdict

# Version bytes of Base58Check: https://en.bitcoin.it/wiki/List_of_address_prefixes; Litecoin: chainparams.cpp of Litecoin Core;
# TRON: 0x41, https://developers.tron.network/docs/account.
_BTC = {0x00: "P2PKH", 0x05: "P2SH"}
_BTC_TEST = {0x6F: "P2PKH", 0xC4: "P2SH"}
_LTC = {0x30: "P2PKH", 0x32: "P2SH"}
_TRON = 0x41

CHAINS = {
    "bitcoin": "btc", "btc": "btc", "xbt": "btc", "litecoin": "ltc", "ltc": "ltc",
    "bitcoin cash": "bch", "bitcoincash": "bch", "bch": "bch",
    "ethereum": "evm", "eth": "evm", "evm": "evm", "bsc": "evm", "bnb": "evm", "polygon": "evm", "arbitrum": "evm", "base": "evm",
    "erc20": "evm", "erc-20": "evm", "bep20": "evm", "bep-20": "evm", "tron": "tron", "trx": "tron", "trc20": "tron", "trc-20": "tron",
    "monero": "xmr", "xmr": "xmr", "ton": "ton", "solana": "sol", "sol": "sol",
}  # fmt: skip
"""Names of chains and token standards, each with the kind of its addresses."""


def btc_type(address: str) -> str | None:
    """Return `P2PKH`, `P2SH`, `P2WPKH`, `P2WSH`, `P2TR`, another witness version (`witness v2`), with `testnet ` before; None if wrong."""
    if address[:3].lower() in {"bc1", "tb1"} or address[:5].lower() == "bcrt1":
        parts = bech32.witness(address)
        if parts is None or parts[0] not in {"bc", "tb", "bcrt"}:
            return None
        prefix, version, program = parts
        name = {(0, 20): "P2WPKH", (0, 32): "P2WSH", (1, 32): "P2TR"}.get((version, len(program)), f"witness v{version}")
        return name if prefix == "bc" else f"testnet {name}"
    body = base58.decode_check(address)
    if body is None or len(body) != 21:
        return None
    if body[0] in _BTC:
        return _BTC[body[0]]
    return f"testnet {_BTC_TEST[body[0]]}" if body[0] in _BTC_TEST else None


def ltc_type(address: str) -> str | None:
    """Return the type of a Litecoin address; None if wrong. The old form of P2SH (`3…`) is a Bitcoin address as well and is not taken."""
    if address[:4].lower() == "ltc1":
        parts = bech32.witness(address)
        return f"witness v{parts[1]}" if parts and parts[0] == "ltc" else None
    body = base58.decode_check(address)
    return _LTC.get(body[0]) if body is not None and len(body) == 21 else None


def is_tron(address: str) -> bool:
    """Tell whether the text is a TRON address with a good checksum."""
    body = base58.decode_check(address)
    return body is not None and len(body) == 21 and body[0] == _TRON


def wallet_verdict(text: str, chain: str) -> Verdict:
    """Tell whether the text is an address of a chain.

    Args:
        text: the address, without spaces around.
        chain: a name of `CHAINS` (`bitcoin`, `TRC-20`, `ETH` …), in any case.

    Returns:
        `valid` where a checksum holds; `unsure` where the form holds no checksum (Solana, EVM letters of one case), or the chain is
        unknown; `invalid` otherwise.
    """
    kind = CHAINS.get(chain.strip().lower())
    if kind is None:
        return Verdict.UNSURE
    if kind in {"evm", "sol"}:
        return _unsummed(text, kind)
    good = {
        "btc": lambda: btc_type(text) is not None,
        "ltc": lambda: ltc_type(text) is not None,
        "bch": lambda: cashaddr.decode(text) is not None or btc_type(text) in {"P2PKH", "P2SH"},
        "tron": lambda: is_tron(text),
        "xmr": lambda: monero.address_type(text) is not None,
        "ton": lambda: ton.raw_form(text) is not None,
    }[kind]()
    return Verdict.VALID if good else Verdict.INVALID


def _unsummed(text: str, kind: str) -> Verdict:
    if kind == IdentifierKind.SOL:
        return Verdict.UNSURE if solana.is_address(text) else Verdict.INVALID
    if not evm.is_address(text):
        return Verdict.INVALID
    if not evm.has_checksum(text):
        return Verdict.UNSURE
    return Verdict.VALID if evm.checksummed(text) == text else Verdict.INVALID


def kinds_of(text: str) -> tuple[IdentifierKind, ...]:
    """List the chains whose checksum the text bears; Solana and EVM only by form."""
    tried = (
        ("btc", "BTC"),
        ("ltc", "LTC"),
        ("bch", "BCH"),
        ("tron", "TRON"),
        ("xmr", "XMR"),
        ("ton", "TON"),
        ("evm", "EVM"),
        ("sol", "SOL"),
    )
    return tuple(IdentifierKind[name] for chain, name in tried if wallet_verdict(text, chain) is not Verdict.INVALID)
