"""Checkpoints stamped by an authority on this machine: asked through the one door, judged twice, kept raw, and never believed untested."""

import json
import ssl
from pathlib import Path

import pytest

from comity.custody.timestamps.authority import ask
from comity.custody.timestamps.stamps import FILES, covering, stamp, stamps
from comity.custody.vault.export import export
from comity.custody.vault.vault import Actor, Vault
from comity.custody.verify.timestamp import check_timestamp
from comity.errors import CustodyError, ExchangeError, InputError
from comity.net.http import Door
from comity.net.loopback import Given
from tests.custody.time_authority import made, reply, serving

pytestmark = [pytest.mark.real_clock]
ACTOR = Actor("A")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("tsa"))


def test_a_checkpoint_is_stamped_kept_and_logged(vault, identity, filled, authority):
    with serving(authority) as address, Vault(vault, identity) as opened:
        got, judgement = stamp(opened, address, authority / "root.pem", ACTOR)
        assert judgement.ok, judgement
        assert (got.size, got.is_good, got.said["openssl"], got.said["rfc3161_client"]) == (len(filled), True, "accepted", "accepted")
        assert list(stamps(opened)) == [got]
        assert covering(opened, 0) == got
        assert covering(opened, got.size) is None
        assert [fault for _, fault in opened.verify() if fault] == []
        export(opened, [filled["small.bin"]], vault.parent / "bag", ACTOR)
    assert {path.name for path in (vault.parent / "bag" / "timestamps").iterdir()} == {f"{got.name}.{ending}" for ending in FILES}
    files = {ending: got.path(vault, ending) for ending in FILES}
    assert check_timestamp(files["tsr"], files["checkpoint"], files["ca.pem"]).ok


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("ending", FILES)
def test_a_changed_or_missing_file_of_a_stamp_is_named(vault, identity, authority, ending):
    with serving(authority) as address, Vault(vault, identity) as opened:
        got, _ = stamp(opened, address, authority / "root.pem", ACTOR)
        path = got.path(vault, ending)
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        with pytest.raises(CustodyError, match="was changed") as told:
            list(opened.verify())
        assert told.value.place == str(path)
        path.unlink()
        with pytest.raises(CustodyError, match="is missing"):
            list(opened.verify())


@pytest.mark.usefixtures("filled")
def test_a_token_of_another_authority_is_kept_and_proves_nothing(vault, identity, authority):
    with serving(authority) as address, Vault(vault, identity) as opened:
        got, judgement = stamp(opened, address, authority / "other.pem", ACTOR)
        assert not judgement.ok
        assert not got.is_good
        assert got.path(vault, "tsr").is_file()
        assert covering(opened, 0) is None
        assert [one.is_good for one in stamps(opened)] == [False]


@pytest.mark.usefixtures("filled")
def test_a_disagreement_of_the_verifiers_is_shown(vault, identity, authority):
    """OpenSSL puts further certificates into the token in an order that strict DER forbids: one verifier reads it, the other does not."""
    ders = {name: ssl.PEM_cert_to_DER_cert((authority / f"{name}.pem").read_text()) for name in ("root", "plain", "other")}
    against_order = sorted(ders, key=ders.__getitem__, reverse=True)
    (authority / "more.pem").write_text("".join((authority / f"{name}.pem").read_text() for name in against_order))
    config = (authority / "tsa.cnf").read_text()
    (authority / "tsa.cnf").write_text(f"{config}\n[two]\n{config.split('[one]')[1]}\ncerts = {authority / 'more.pem'}\n")

    def unordered(query: bytes, _: bytes) -> Given:
        return Given(200, reply(authority, query, "two"), "application/timestamp-reply")

    with serving(authority, unordered) as address, Vault(vault, identity) as opened:
        got, judgement = stamp(opened, address, authority / "root.pem", ACTOR)
    said = got.said["rfc3161_client"]
    assert got.said["openssl"] == "accepted"
    assert "disagreement" in got.said
    assert judgement.ok
    assert said.startswith("cannot read this form")


REFUSAL = bytes.fromhex("30053003020102")


@pytest.mark.parametrize(
    ("fault", "status", "says"),
    [
        ("another question", 200, "not to this question"),
        ("no response", 200, "no time-stamp response"),
        ("cut", 200, "no time-stamp response"),
        ("refused", 200, "refuses to stamp: rejection"),
        ("an error", 403, "status 403"),
        ("silence", 503, "does not answer"),
    ],
)
def test_an_answer_to_something_else_is_refused(authority, fault, status, says):
    with serving(authority) as address:
        old = ask(address, b"data").response
    bodies = {"another question": old, "no response": b"<html>busy</html>", "cut": old[:-40], "refused": REFUSAL}
    with serving(authority, lambda _query, _right: Given(status, bodies.get(fault, b""))) as address:
        door = Door(address, {"Content-Type": "application/timestamp-query"}, tries=2, pause=lambda _: None)
        with pytest.raises(ExchangeError, match=says):
            ask(address, b"data", door)


def test_plain_http_to_another_machine_is_refused():
    with pytest.raises(InputError, match="plain http"):
        ask("http://192.0.2.1/tsa", b"data")


@pytest.mark.usefixtures("filled")
def test_the_command_stamps_and_the_other_command_checks(comity, authority):
    with serving(authority) as address:
        code, answer = comity("vault", "stamp", "--authority", address, "--ca", str(authority / "root.pem"))
    assert (code, answer["ok"]) == (0, True)
    files = answer["files"]
    code, checked = comity("verify", "timestamp", files["tsr"], "--data", files["checkpoint"], "--ca", files["ca.pem"])
    assert (code, checked["ok"]) == (0, True)
    assert json.dumps(answer["reasons"]).count("accepted") == 2
