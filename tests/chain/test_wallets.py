"""Extended public keys lead to the addresses of the published vectors; secrets are pointed at and never repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.chain.bitcoin.address import NETWORKS, script_of
from comity.chain.tags.tag_folder import read_tags
from comity.chain.wallets.extended_key import ExtendedKey
from comity.chain.wallets.indications import find_keys, find_secrets
from comity.errors import InputError
from comity.training.counterparts.ledgers.coin_chain import CoinChain
from comity.training.counterparts.ledgers.esplora_server import EsploraServer

# BIP-32, test vector 1: m/0', m/0'/1; m/0'/1/2', m/0'/1/2'/2, m/0'/1/2'/2/1000000000
FIRST = "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw"
FIRST_1 = "xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ"
# BIP-84 and BIP-86, account 0 of the phrase of the BIPs
ZPUB = "zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs"
XPUB_86 = "xpub6BgBgsespWvERF3LHQu6CnqdvfEvtMcQjYrcRzx53QJjSxarj2afYWcLteoGVky7D3UKDP9QyrLprQ3VCECoY49yfdDEHGCtMMj92pReUsQ"


def test_public_derivation_of_bip_32():
    key = ExtendedKey.read(FIRST)
    assert key.child(1).written(key.fingerprint) == FIRST_1
    assert ExtendedKey.read(FIRST_1).depth == 2


# BIP-44 of the phrase that BIP-84 and BIP-86 take their vectors from: accounts m/44'/0'/0' and m/44'/60'/0'
XPUB_44 = "xpub6BosfCnifzxcFwrSzQiqu2DBVTshkCXacvNsWGYJVVhhawA7d4R5WSWGFNbi8Aw6ZRc1brxMyWMzG3DSSSSoekkudhUd9yLb6qx39T9nMdj"
XPUB_44_EVM = "xpub6DCoCpSuQZB2jawqnGMEPS63ePKWkwWPH4TU45Q7LPXWuNd8TMtVxRrgjtEshuqpK3mdhaWHPFsBngh5GFZaM6si3yZdUsT8ddYM3PwnATt"


@pytest.mark.parametrize(
    ("branch", "number", "address"),
    [
        (0, 0, "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"),
        (0, 1, "bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g"),
        (1, 0, "bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el"),
    ],
)
def test_addresses_of_bip_84(branch, number, address):
    assert ExtendedKey.read(ZPUB).address(branch, number) == address


@pytest.mark.parametrize(
    ("branch", "number", "address"),
    [
        (0, 0, "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr"),
        (0, 1, "bc1p4qhjn9zdvkux4e44uhx8tc55attvtyu358kutcqkudyccelu0was9fqzwh"),
        (1, 0, "bc1p3qkhfews2uk44qtvauqyr2ttdsw7svhkl9nkm9s9c3x4ax5h60wqwruhk7"),
    ],
)
def test_addresses_of_bip_86(branch, number, address):
    assert ExtendedKey.read(XPUB_86).address(branch, number, "p2tr") == address


@pytest.mark.parametrize(
    ("key", "kind", "addresses"),
    [
        (
            XPUB_44,
            "p2pkh",
            ("1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA", "1Ak8PffB2meyfYnbXZR9EGfLfFZVpzJvQP", "1J3J6EvPrv8q6AC3VCjWV45Uf3nssNMRtH"),
        ),
        (XPUB_44_EVM, "evm", ("0x9858effd232b4033e47d90003d41ec34ecaeda94",)),
    ],
)
def test_addresses_of_bip_44(key, kind, addresses):
    found = [ExtendedKey.read(key).address(branch, number, kind) for branch, number in ((0, 0), (0, 1), (1, 0))]
    assert tuple(found[: len(addresses)]) == addresses


def test_one_key_has_an_address_of_every_kind():
    # BIP-49: the public key of its vector, nested in a script hash on the test network
    point = ExtendedKey.read(FIRST).child(0)
    nested = ExtendedKey(
        "btc-test", "p2sh-p2wpkh", 5, 0, bytes(32), _point("03a1af804ac108a8a51782198c2d034b28bf90c8803f5a53f76276fa69a4eae77f")
    )
    assert nested.own_address() == "2Mww8dCYPUpKHofjgcXcBCEGmniw9CoaiD2"
    # the generator of the curve: its addresses are printed in many places (BIP-173 for the witness one)
    one = ExtendedKey("btc", "p2pkh", 0, 0, bytes(32), _point("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"))
    assert one.own_address() == "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"
    assert one.own_address("p2wpkh") == "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
    assert one.own_address("evm") == "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"
    with pytest.raises(InputError, match="no such kind"):
        point.own_address("p2wsh")


def _point(packed):
    from comity.chain.wallets.extended_key import _lifted

    return _lifted(int.from_bytes(bytes.fromhex(packed)[1:], "big"), bytes.fromhex(packed)[0] & 1)


def test_both_branches_are_listed():
    rows = list(ExtendedKey.read(ZPUB).addresses(2))
    assert [row[:2] for row in rows] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert rows[2][2] == "bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el"


@pytest.mark.parametrize(
    "text", ["", "xpub", FIRST[:-1], FIRST[:-1] + "x", FIRST[:30] + "1" + FIRST[31:], "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"]
)
def test_what_is_no_extended_public_key_is_refused(text):
    with pytest.raises(InputError):
        ExtendedKey.read(text)


def test_a_private_key_is_refused_with_what_to_do():
    private = "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
    with pytest.raises(InputError, match="private") as caught:
        ExtendedKey.read(private)  # BIP-32, test vector 1, m
    assert private[:12] not in str(caught.value)
    with pytest.raises(InputError, match="hardened"):
        ExtendedKey.read(FIRST).child(1 << 31)


PHRASE = "zebra yellow window violin unfold turtle tornado sunset stable rocket quiz piano"  # words of the list, no valid checksum asked


@pytest.mark.parametrize(
    ("text", "words", "is_named"),
    [
        (f"My seed phrase: {PHRASE}", 12, True),
        (f"notes\n{PHRASE}\nmore", 12, False),
        ("Сид-фраза: " + " ".join(f"{number}. {word}" for number, word in enumerate(PHRASE.split(), start=1)), 12, True),
    ],
)
def test_a_seed_phrase_is_pointed_at_and_never_repeated(text, words, is_named):
    (found,) = find_secrets(text)
    assert (found.kind, found.words, found.is_named) == ("seed_phrase", words, is_named)
    assert text[found.start : found.end].strip().endswith("piano")
    assert "zebra" not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "we went with them from the house that was sold and had dinner there after all",
        PHRASE.rsplit(" ", 1)[0],
        "zebra zebra zebra zebra zebra zebra zebra zebra zebra zebra zebra zebra",
        "Zebra Yellow Window Violin Unfold Turtle Tornado Sunset Stable Rocket Quiz Piano",
    ],
)
def test_ordinary_words_are_no_indication(text):
    assert list(find_secrets(text)) == []


def test_keys_are_found_where_their_checksum_holds():
    text = f"wallet ({ZPUB}), broken {ZPUB[:-1]}x, and {FIRST}."
    assert [(found.text, found.network, found.kind) for found in find_keys(text)] == [(ZPUB, "btc", "p2wpkh"), (FIRST, "btc", "p2pkh")]
    assert text[next(find_keys(text)).start :].startswith("zpub")
    private = "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
    (found,) = find_secrets(f"key {private} here")
    assert (found.kind, found.words) == ("private_key", 0)
    assert "xprv" not in repr(found)


@given(st.text(max_size=400))
def test_no_text_breaks_the_recognisers(text):
    assert all(0 <= one.start < one.end <= len(text) for one in [*find_keys(text), *find_secrets(text)])


def test_a_wallet_is_a_beginning_and_its_unused_addresses_are_passed_over(comity, tmp_path):
    key = ExtendedKey.read(ZPUB)
    chain = CoinChain(network=NETWORKS["btc"])
    paid = {key.address(0, 0): 500, key.address(0, 7): 300, key.address(1, 2): 200}
    for address, value in paid.items():
        named = chain.fund("somebody", value + 10)
        chain.send([(named, 0)], (f"script:{script_of(address, NETWORKS['btc']).hex()}", value))
    with EsploraServer(chain).serving() as served:
        arguments = ["--source", f"esplora+{served.address}", "--wallet", ZPUB, "--out", tmp_path / "out", "--policy", "fifo"]
        document = comity.json("trace", "--chain", "btc", *arguments)
    assert {edge["to"]: edge["value"] for edge in document["edges"]} == paid
    assert document["seeds"] == [ZPUB]


def test_the_command_lists_addresses_and_never_a_secret(comity, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text(
        f"seed phrase: ribbon lunar picnic wave sausage worth useful castle orbit thank yellow zebra\n{XPUB_44}\n", encoding="utf-8"
    )
    document = comity.json("chain", "wallet", note, "--count", "2")
    assert document["addresses"][0]["address"] == "1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA"
    assert [one["kind"] for one in document["secrets"]] == ["seed_phrase"]
    code, out, err = comity("chain", "wallet", note)
    assert code == 0
    assert "picnic" not in out + err
    assert comity("chain", "wallet", "xpub-none")[0] == 2


def test_a_label_of_ones_own_is_read_by_the_next_trace(comity, tmp_path):
    arguments = ["--chain", "btc", "--address", "1Example", "--name", "Example Exchange", "--source", "answer 12", "--on", "2026-11-20"]
    code, out, _ = comity("chain", "tag", tmp_path / "own", *arguments)
    assert (code, out.strip().endswith("own-answer_12.yaml")) == (0, True)
    (label,) = read_tags(tmp_path / "own", "btc").labels.of("1Example")
    assert (label.name, label.source, label.kind.value) == ("Example Exchange", "answer 12", "exchange")
