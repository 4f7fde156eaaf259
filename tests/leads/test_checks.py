"""Checksums and forms against the vectors of their standards, and as round trips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.leads.checks import accounts, base58, bech32, cashaddr, evm, iban, monero, solana, ton, wallets
from comity.leads.checks.cards import card_network, masked
from comity.leads.checks.digits import luhn
from comity.leads.checks.emails import is_email
from comity.leads.checks.hosts import is_documentation, is_host, to_ascii, to_unicode
from comity.leads.checks.phones import e164
from comity.leads.checks.subscribers import imsi_country
from comity.model.addresses import address_notes
from comity.model.identifier import IdentifierKind, Verdict


@pytest.mark.parametrize(
    ("number", "good"), [("4111 1111 1111 1111", True), ("79927398713", True), ("79927398710", False), ("0", False), ("", False)]
)
def test_luhn(number: str, *, good: bool) -> None:
    assert luhn(number) is good


# BIP-173 and BIP-350, "Test vectors": valid addresses and reasons why others are not.
@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "P2WPKH"),
        ("tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", "testnet P2WSH"),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "P2TR"),
        ("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", "witness v1"),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", None),  # bech32 where bech32m belongs
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T5", None),  # checksum
        ("bc1rw5uspcuh", None),  # length of the program
        ("bc1gmk9yu", None),  # no data
        ("tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7", None),  # mixed case
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "P2PKH"),
        ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "P2SH"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", None),
        ("", None),
    ],
)
def test_bitcoin(address: str, kind: str | None) -> None:
    assert wallets.btc_type(address) == kind


# EIP-55, "Test cases".
@pytest.mark.parametrize(
    "address",
    [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ],
)
def test_eip_55(address: str) -> None:
    assert evm.checksummed(address.lower()) == address
    assert wallets.wallet_verdict(address, "ethereum") is not Verdict.INVALID
    if evm.has_checksum(address):
        assert wallets.wallet_verdict(address.swapcase().replace("0X", "0x"), "ETH") is Verdict.INVALID


def test_cashaddr() -> None:
    # The specification's own example.
    assert cashaddr.decode("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a") is not None
    assert cashaddr.decode("qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a") is not None
    assert cashaddr.decode("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b") is None


def test_ton_forms_are_one_account() -> None:
    bounceable = "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N"
    raw = ton.raw_form(bounceable)
    assert raw is not None
    assert ton.raw_form(ton.friendly_form(raw, bounceable=False)) == raw
    assert ton.raw_form(bounceable[:-1] + "M") is None


@pytest.mark.parametrize(
    ("text", "chain", "verdict"),
    [
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TRC-20", Verdict.VALID),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "tron", Verdict.INVALID),
        ("44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", "monero", Verdict.VALID),
        ("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "solana", Verdict.UNSURE),
        ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "bsc", Verdict.UNSURE),
        ("LdP8Qox1VAhCzLJNqrr74YovaWYyNBUWvL", "litecoin", Verdict.VALID),
        ("anything", "dogecoin", Verdict.UNSURE),
        ("anything", "btc", Verdict.INVALID),
    ],
)
def test_wallet_verdict(text: str, chain: str, verdict: Verdict) -> None:
    assert wallets.wallet_verdict(text, chain) is verdict


def test_kinds_of_a_wallet() -> None:
    assert wallets.kinds_of("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t") == (IdentifierKind.TRON,)
    assert wallets.kinds_of("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4") == (IdentifierKind.BTC,)
    assert wallets.kinds_of("hello") == ()


def test_a_point_of_the_curve_is_told_from_other_bytes() -> None:
    assert solana.is_on_curve("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v")
    on_curve = sum(solana.is_on_curve(base58.encode(bytes([number]) * 32)) for number in range(1, 101))
    assert 30 < on_curve < 70


def test_iban() -> None:
    assert iban.is_iban("KZ86 125K ZT50 0410 0100")  # the registry's example
    assert iban.is_iban("GE29NB0000000101904917")
    assert not iban.is_iban("KZ87 125K ZT50 0410 0100")
    assert not iban.is_iban("GB82WEST123456987654321")
    assert not iban.is_iban("XX00")


def test_russian_key_of_the_bank_of_russia() -> None:
    # The two examples of the order of 8 September 1997, No. 515.
    assert accounts.russian_key_holds("40602810700000000025", "049805746")
    assert accounts.russian_key_holds("30101810800000000746", "049805000")
    assert not accounts.russian_key_holds("40602810600000000025", "049805746")


@pytest.mark.parametrize(
    ("address", "notes"),
    [
        ("8.8.8.8", []),
        ("10.1.2.3", ["private"]),
        ("172.32.0.1", []),
        ("100.64.0.1", ["cgnat"]),
        ("100.128.0.1", []),
        ("203.0.113.9", ["documentation"]),
        ("198.51.100.1", ["documentation"]),
        ("192.0.2.1", ["documentation"]),
        ("127.0.0.1", ["reserved"]),
        ("239.1.1.1", ["reserved"]),
        ("2001:db8::1", ["documentation"]),
        ("3fff:fff::1", ["documentation"]),
        ("fd00::1", ["private"]),
        ("2a00:1450::1", []),
        ("fe80::1", ["reserved"]),
        ("::ffff:10.0.0.1", ["private"]),
    ],
)
def test_address_notes(address: str, notes: list[str]) -> None:
    assert list(address_notes(address)) == notes


def test_an_address_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        address_notes("300.1.1.1")


@pytest.mark.parametrize(
    ("host", "good"),
    [
        ("bank.kg", True),
        ("почта.рф", True),
        ("xn--80a1acny.xn--p1ai", True),
        ("a.example", True),
        ("x.onion", True),
        ("bank", False),
        ("a.b_c", False),
        ("a..kg", False),
        ("-a.kg", False),
        ("main.cpp", False),
        ("a" * 64 + ".kg", False),
    ],
)
def test_hosts(host: str, *, good: bool) -> None:
    assert is_host(host) is good


def test_forms_of_a_host() -> None:
    assert to_ascii("почта.рф") == "xn--80a1acny.xn--p1ai"
    assert to_unicode("xn--80a1acny.xn--p1ai") == "почта.рф"
    assert to_unicode("xn--a.kg") == "xn--a.kg"
    assert is_documentation("www.example.com")
    assert not is_documentation("example.kg")


@pytest.mark.parametrize(
    ("text", "good"), [("a.b+c@bank.kg", True), ("иван@почта.рф", True), ("a..b@bank.kg", False), ("a@bank", False), ("@bank.kg", False)]
)
def test_emails(text: str, *, good: bool) -> None:
    assert is_email(text) is good


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("8 (727) 250-00-00", "KZ", "+77272500000"),
        ("0555 12-34-56", "KG", "+996555123456"),
        ("90 123 45 67", "UZ", "+998901234567"),
        ("+1 202 555 0143", None, "+12025550143"),
        ("8 (727) 250-00-00", None, None),
        ("abc", "KZ", None),
    ],
)
def test_telephones(text: str, country: str | None, number: str | None) -> None:
    read = e164(text, country)
    assert (read[0] if read else None) == number


def test_cards() -> None:
    assert card_network("4111111111111111") == "Visa"
    assert card_network("9417000000000001") == "Elcard"
    assert card_network("1234567890123456") is None
    assert masked("4111 1111-1111 1111") == "4111 11**-**** 1111"


def test_country_of_a_subscriber() -> None:
    assert imsi_country("437051234567890") == "KG"
    assert imsi_country("999991234567890") is None


@given(st.binary(min_size=1, max_size=60))
def test_base58_round_trips(data: bytes) -> None:
    assert base58.decode(base58.encode(data)) == data
    assert base58.decode_check(base58.encode_check(data)) == data


@given(st.binary(min_size=1, max_size=80))
def test_monero_base58_round_trips(data: bytes) -> None:
    assert monero.decode(monero.encode(data)) == data


@given(st.sampled_from([(0, 20), (0, 32), (1, 32), (2, 40)]), st.data(), st.sampled_from(["bc", "ltc", "tb"]))
def test_witness_addresses_round_trip_and_one_wrong_letter_is_seen(shape: tuple[int, int], data: st.DataObject, prefix: str) -> None:
    version, size = shape
    program = data.draw(st.binary(min_size=size, max_size=size))
    address = bech32.encode_witness(prefix, version, program)
    assert bech32.witness(address) == (prefix, version, program)
    place = data.draw(st.integers(len(prefix) + 1, len(address) - 1))
    other = data.draw(st.sampled_from([letter for letter in bech32.CHARSET if letter != address[place]]))
    assert bech32.witness(address[:place] + other + address[place + 1 :]) is None


@given(st.binary(min_size=20, max_size=20), st.sampled_from([0, 1]))
def test_cash_addresses_round_trip(digest: bytes, kind: int) -> None:
    assert cashaddr.decode(cashaddr.encode("bitcoincash", kind, digest)) == ("bitcoincash", kind, digest)


@given(st.sampled_from(sorted(iban.LENGTHS)), st.data())
def test_computed_check_digits_hold(country: str, data: st.DataObject) -> None:
    size = iban.LENGTHS[country] - 4
    account = data.draw(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=size, max_size=size))
    assert iban.is_iban(country + iban.check_digits(country, account) + account)


@given(st.text(max_size=100), st.sampled_from(sorted(wallets.CHAINS)))
def test_no_text_breaks_a_wallet_check(text: str, chain: str) -> None:
    assert wallets.wallet_verdict(text, chain) in Verdict
