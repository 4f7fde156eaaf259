"""`comity trace --chain btc` end to end: document, exit codes, replay, proof pack."""

import json
import shutil
import subprocess
import sys
from fractions import Fraction

import pytest

from comity.chain.sources.trongrid import USDT
from comity.training.counterparts.ledgers.account_ledger import AccountLedger
from comity.training.counterparts.ledgers.coin_chain import CoinChain
from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from comity.training.counterparts.ledgers.faults import changed
from comity.training.counterparts.ledgers.trongrid_server import TronGridServer, tron_account


def tag_pack(folder, chain, **names):
    """Write a TagPack: name=category."""
    folder.mkdir(exist_ok=True)
    tags = "".join(f"- {{address: {chain.address(name)}, label: {name}, category: {kind}}}\n" for name, kind in names.items())
    (folder / "pack.yaml").write_text(
        f"title: t\nsource: https://tags.example/p\nconfidence: service_data\nlastmod: 2026-01-02\ntags:\n{tags}"
    )
    return folder


def stolen(chain):
    return f"{chain.blocks[2].transactions[0].txid}:0"


@pytest.fixture
def served(theft):
    server = EsploraServer(theft)
    with server.serving() as one:
        yield server, one.address


def test_the_document_says_edges_doors_and_how_each_is_known(comity, theft, served, tmp_path):
    tags = tag_pack(tmp_path / "tags", theft, exchange="exchange")
    out = tmp_path / "out"
    document = comity.json(
        "trace", "--chain", "btc", "--source", f"esplora+{served[1]}", "--tx", stolen(theft), "--tags", tags, "--out", out
    )
    seed, thief, change, paid = document["edges"]
    assert (seed["class"], seed["rule"], seed["index"], seed["value"]) == ("fact", "SEED", 0, 400)
    assert thief["from"] == [theft.address("clean"), theft.address("victim")]
    assert thief["tainted"] == {"fifo": 300, "haircut": 360, "poison": 900}
    assert paid["from"] == theft.address("thief")
    assert paid["to"] == theft.address("exchange")
    assert paid["tainted"]["haircut"] == 352
    assert (paid["block"], paid["at"]) == (4, "2026-01-01T00:40:00Z")
    assert (paid["class"], paid["asset"]) == ("heuristic", "BTC")
    assert paid["rule"] == "TAINT-FIFO TAINT-HAIRCUT TAINT-POISON"
    door, rest = sorted(document["doors"], key=lambda one: one["kind"])
    assert {key: door[key] for key in ("address", "kind", "name", "tag_source", "value")} == {
        "address": theft.address("exchange"),
        "kind": "exchange",
        "name": "exchange",
        "tag_source": "https://tags.example/p",
        "value": {"fifo": 280, "haircut": 352, "poison": 880},
    }
    assert (rest["kind"], rest["value"]["fifo"]) == ("rest", 90)
    assert document["balance"] == {"fifo": 0, "haircut": 0, "poison": document["balance"]["poison"]}
    assert document["tag_set"]["sha256"]
    assert json.loads((out / "trace.json").read_text()) == document
    assert change["to"] == theft.address("change")


@pytest.mark.parametrize("policy", ["fifo", "haircut", "poison"])
def test_one_policy_alone_says_what_it_says_beside_others(comity, theft, served, tmp_path, policy):
    arguments = ["trace", "--chain", "btc", "--source", served[1], "--tx", stolen(theft)]
    together = comity.json(*arguments, "--out", tmp_path / "all")
    alone = comity.json(*arguments, "--policy", policy, "--out", tmp_path / "one")
    assert alone["policies"] == [policy]
    assert {(edge["txid"], edge["index"]): edge["tainted"][policy] for edge in alone["edges"]} == {
        (edge["txid"], edge["index"]): edge["tainted"][policy] for edge in together["edges"] if edge["tainted"][policy]
    }


def test_an_address_is_a_seed_and_a_transaction_without_output_means_all(comity, theft, served, tmp_path):
    spent = theft.blocks[3].transactions[-1].txid
    by_address = comity.json("trace", "--chain", "btc", "--source", served[1], "--address", theft.address("thief"), "--out", tmp_path / "a")
    assert by_address["seeded"]["fifo"] == 900
    by_transaction = comity.json("trace", "--chain", "btc", "--source", served[1], "--tx", spent, "--out", tmp_path / "t")
    assert by_transaction["seeded"]["fifo"] == 990
    assert {edge["index"] for edge in by_transaction["edges"] if edge["class"] == "fact"} == {0, 1}


def test_backward_names_the_wallet_whose_coins_were_spent(comity, theft, served, tmp_path):
    tags = tag_pack(tmp_path / "tags", theft, victim="exchange")
    paid = theft.blocks[4].transactions[-1].txid
    document = comity.json(
        "trace",
        "--chain",
        "btc",
        "--source",
        served[1],
        "--tx",
        f"{paid}:0",
        "--direction",
        "backward",
        "--tags",
        tags,
        "--out",
        tmp_path / "o",
    )
    (door,) = [door for door in document["doors"] if door["kind"] == "exchange"]
    assert door["address"] == theft.address("victim")
    assert door["value"] == {"fifo": 280, "haircut": 352, "poison": 400}


def test_limits_are_said(comity, theft, served, tmp_path):
    document = comity.json("trace", "--chain", "btc", "--source", served[1], "--tx", stolen(theft), "--hops", "0", "--out", tmp_path / "o")
    assert [stop["where"] for stop in document["stopped"]] == [stolen(theft)]
    assert len(document["edges"]) == 1


def test_recorded_answers_give_the_same_result_without_the_source(comity, theft, tmp_path):
    with EsploraServer(theft).serving() as served:
        live = comity.json("trace", "--chain", "btc", "--source", served.address, "--tx", stolen(theft), "--out", tmp_path / "live")
    for folder in (tmp_path / "live", tmp_path / "live" / "proof-pack" / "responses"):
        again = comity.json("trace", "--chain", "btc", "--source", folder, "--tx", stolen(theft), "--out", tmp_path / "again")
        written = {"proof_pack": None, "reports": None}
    assert again | written == live | written


def test_a_recorded_answer_that_was_changed_is_refused(comity, theft, served, tmp_path):
    comity.json("trace", "--chain", "btc", "--source", served[1], "--tx", stolen(theft), "--out", tmp_path / "live")
    body = next((tmp_path / "live" / "proof-pack" / "responses").glob("*.body"))
    body.write_bytes(body.read_bytes() + b" ")
    code, _, err = comity("trace", "--chain", "btc", "--source", tmp_path / "live", "--tx", stolen(theft), "--out", tmp_path / "o")
    assert code == 2
    assert body.name in err


def test_a_lying_source_ends_with_three_and_writes_nothing(comity, theft, served, tmp_path):
    served[0].faults.append(changed("outspends", lambda rows: [{"spent": False} for _ in rows]))
    code, out, err = comity("trace", "--chain", "btc", "--source", served[1], "--tx", stolen(theft), "--out", tmp_path / "o", "--json")
    assert (code, out) == (3, "")
    assert "not among the unspent coins" in err
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--tx", "abc"], "no whole transaction id"),
        (["--tx", "0" * 64 + ":x"], "no whole transaction id"),
        ([], "nothing to begin with"),
        (["--tx", "0" * 64, "--min-value", "much"], "is no amount"),
        (["--tx", "0" * 64, "--tags", "/nowhere"], "no such folder"),
        (["--tx", "0" * 64, "--asset", "DOGE"], "one asset"),
    ],
)
def test_bad_input_is_named(comity, served, tmp_path, arguments, words):
    code, _, err = comity("trace", "--chain", "btc", "--source", served[1], *arguments, "--out", tmp_path / "o")
    assert code == 2
    assert words in err


def test_an_output_that_is_not_there_is_bad_input(comity, theft, served, tmp_path):
    code, _, err = comity("trace", "--chain", "btc", "--source", served[1], "--tx", stolen(theft)[:-1] + "7", "--out", tmp_path / "o")
    assert code == 2
    assert "1 outputs, from 0; asked was 7" in err


def test_a_folder_with_something_else_is_not_written_into(comity, theft, served, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    code, _, err = comity("trace", "--chain", "btc", "--source", served[1], "--tx", stolen(theft), "--out", tmp_path)
    assert code == 2
    assert "something else" in err


@pytest.mark.parametrize("tag", ["en", "ru"])
def test_people_are_told_what_is_fact_heuristic_and_tag(comity, theft, served, tmp_path, tag):
    tags = tag_pack(tmp_path / "tags", theft, exchange="exchange")
    code, out, _ = comity(
        "trace", "--chain", "btc", "--source", served[1], "--tx", stolen(theft), "--tags", tags, "--out", tmp_path / "o", "--lang", tag
    )
    assert code == 0
    for words in ("0.00000352", theft.address("exchange"), "TAINT-FIFO", "TAG", "verify.py", "unknown" if tag == "en" else "неизвестна"):
        assert words in out


def verify(pack):
    return subprocess.run([sys.executable, "-I", "-S", pack / "verify.py"], capture_output=True, text=True, check=False)


@pytest.fixture
def pack(comity, theft, served, tmp_path):
    document = comity.json("trace", "--chain", "btc", "--source", served[1], "--tx", stolen(theft), "--out", tmp_path / "o")
    assert document["proof_pack"] == str(tmp_path / "o" / "proof-pack")
    return tmp_path / "o" / "proof-pack"


def test_the_pack_is_verified_by_its_own_program_with_the_standard_library_alone(pack):
    done = verify(pack)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ok ")
    assert {path.name for path in pack.iterdir()} == {
        "manifest.json",
        "manifest.sha256",
        "transactions",
        "proofs",
        "headers",
        "responses",
        "verify.py",
    }


def test_a_bit_flipped_in_any_file_is_found_and_the_file_is_named(pack):
    for path in sorted(path for path in pack.rglob("*") if path.is_file() and path.name != "verify.py"):
        data = path.read_bytes()
        flipped = bytearray(data)
        flipped[len(data) // 3] ^= 1
        path.write_bytes(flipped)
        done = verify(pack)
        assert done.returncode == 3, path
        assert path.name.replace(".sha256", ".json") in done.stdout
        path.write_bytes(data)
    assert verify(pack).returncode == 0


def resealed(pack, change):
    """Change the pack as a forger would, and write new digests."""
    import hashlib

    change(pack)
    manifest = json.loads((pack / "manifest.json").read_text())
    manifest["files"] = {
        name: hashlib.sha256((pack / name).read_bytes()).hexdigest() for name in manifest["files"] if (pack / name).exists()
    }
    text = json.dumps(manifest).encode()
    (pack / "manifest.json").write_bytes(text)
    (pack / "manifest.sha256").write_text(f"{hashlib.sha256(text).hexdigest()}  manifest.json\n")


def in_result(change):
    def changer(pack):
        path = pack / "manifest.json"
        manifest = json.loads(path.read_text())
        change(manifest["result"])
        path.write_text(json.dumps(manifest))

    return changer


def proof_of_other_place(pack):
    path = max((pack / "proofs").glob("*.json"))
    proof = json.loads(path.read_text())
    path.write_text(json.dumps(proof | {"position": 1 - proof["position"]}))


def other_amount(pack):
    path = min((pack / "transactions").glob("*.hex"))
    raw = bytearray.fromhex(path.read_text())
    raw[-30] ^= 1
    path.write_text(raw.hex())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (other_amount, "its bytes are those of"),
        (proof_of_other_place, "does not lead to the header"),
        (lambda pack: min((pack / "headers").glob("*")).write_text("00" * 80), "does not have the work"),
        (lambda pack: min((pack / "headers").glob("*")).unlink(), "is missing"),
        (in_result(lambda result: result["edges"][-1].update(value=1)), "the output holds"),
        (in_result(lambda result: result["edges"][-1].update(block=2)), "its block is not proven"),
        (in_result(lambda result: result["doors"].pop()), "not accounted for"),
        (in_result(lambda result: result["doors"][0]["value"].update(fifo="1/2")), "not accounted for"),
        (in_result(lambda result: result["edges"][-1]["tainted"].update(fifo=10**9)), "more than the output holds"),
    ],
)
def test_a_forger_who_renews_the_digests_is_found_out_by_the_proofs(pack, change, words):
    resealed(pack, change)
    done = verify(pack)
    assert done.returncode == 3
    assert words in done.stdout


def test_a_second_trace_replaces_the_first(comity, theft, served, tmp_path, pack):
    (pack / "transactions" / "stale.hex").write_text("00")
    comity.json("trace", "--chain", "btc", "--source", served[1], "--tx", stolen(theft), "--out", tmp_path / "o")
    assert verify(pack).returncode == 0


def test_amounts_beyond_what_readers_of_json_hold_are_text(comity, tmp_path):
    chain = CoinChain()
    large = (1 << 53) + 1
    coin = chain.fund("victim", large)
    with EsploraServer(chain).serving() as served:
        document = comity.json("trace", "--chain", "btc", "--source", served.address, "--tx", coin, "--out", tmp_path / "o")
    assert document["edges"][0]["value"] == str(large)
    assert Fraction(document["doors"][0]["value"]["haircut"]) == large
    shutil.rmtree(tmp_path / "o")


def test_tron_from_the_command_line_to_a_pack_that_verifies(comity, tmp_path):
    ledger = AccountLedger(USDT, opening={"victim": 5_000_000_000})
    theft = ledger.pay("victim", "thief", 5_000_000_000)
    ledger.pay("thief", "exchange", 4_999_000_000)
    tags = tmp_path / "tags"
    tags.mkdir()
    (tags / "t.yaml").write_text(f"title: t\ncategory: exchange\ntags:\n- address: {tron_account('exchange')}\n  label: An exchange\n")
    arguments = ["trace", "--chain", "tron", "--tx", theft, "--tags", tags]
    with TronGridServer(ledger).serving() as served:
        document = comity.json(*arguments, "--source", f"trongrid+{served.address}", "--out", tmp_path / "live")
    (door,) = [one for one in document["doors"] if one["kind"] == "exchange"]
    assert door["value"] == {"fifo": 4_999_000_000, "haircut": 4_999_000_000, "poison": 4_999_000_000}
    edge = document["edges"][1]
    assert (edge["block"], edge["at"], edge["index"], edge["asset"]) == (60_000_002, "2026-01-01T00:00:06Z", 0, USDT)
    assert verify(tmp_path / "live" / "proof-pack").returncode == 0
    again = comity.json(*arguments, "--source", tmp_path / "live", "--out", tmp_path / "again")
    assert again["doors"] == document["doors"]
