"""Who can open a vault: custodians come and go, shares bring the key back, and a drill shows it."""

import json
from pathlib import Path

import pytest

from comity.custody.vault.custodians import Share
from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Vault
from comity.errors import CustodyError, InputError


@pytest.mark.usefixtures("filled")
def test_a_new_custodian_opens_and_a_removed_one_does_not(comity, vault, identity, tmp_path):
    second = tmp_path / "second.age"
    recipient = new_identity(second)
    _, answer = comity("vault", "keys", "add", recipient, "--reason", "leave")
    assert len(answer["custodians"]) == 2
    with Vault(vault, second) as opened:
        assert len(list(opened.items())) == 3
    first = next(one for one in answer["custodians"] if one != recipient)
    comity("vault", "keys", "rotate", "--remove", first)
    with pytest.raises(CustodyError, match="no custodian"):
        Vault(vault, identity)
    with Vault(vault, second) as opened:
        types = [json.loads(entry)["type"] for _, _, entry, _ in opened.ledger.entries()]
        assert types[-2:] == ["custodians", "custodians"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("arguments", [["add", "age1nobody"], ["rotate", "--remove", "age1nobody"]])
def test_a_recipient_that_is_none_is_refused(comity, arguments):
    with pytest.raises(InputError):
        comity("vault", "keys", *arguments)


@pytest.mark.usefixtures("filled")
def test_the_last_custodian_cannot_be_removed(comity):
    (own,) = comity("vault", "keys", "list")[1]["custodians"]
    with pytest.raises(InputError, match="nobody would be left"):
        comity("vault", "keys", "rotate", "--remove", own)


@pytest.fixture
def shares(comity, filled, tmp_path) -> list[str]:
    assert filled
    return comity("vault", "keys", "escrow", "--out", str(tmp_path / "shares"))[1]["shares"]


def test_two_of_three_shares_pass_the_drill_and_one_does_not(comity, shares, tmp_path):
    for pair in ((0, 1), (1, 2), (0, 2)):
        code, answer = comity("vault", "keys", "drill", *(shares[one] for one in pair), "--report", str(tmp_path / "report.json"))
        assert (code, answer["ok"], answer["threshold"]) == (0, True, 2)
        assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == answer
    with pytest.raises(InputError, match=r"1 share\(s\) given, 2 are needed"):
        comity("vault", "keys", "drill", shares[0], shares[0])


def test_shares_of_two_escrows_lead_nowhere(comity, shares, tmp_path):
    later = comity("vault", "keys", "escrow", "--out", str(tmp_path / "later"))[1]["shares"]
    with pytest.raises(CustodyError, match="another key"):
        comity("vault", "keys", "drill", shares[0], later[1])


def test_a_mistyped_share_is_said_by_its_number(comity, shares, tmp_path):
    text = Path(shares[0]).read_text(encoding="utf-8")
    share = Share.parse(text, "x")
    wrong = text.replace(share.value.hex(), ("0" if share.value.hex()[0] != "0" else "1") + share.value.hex()[1:])
    (tmp_path / "typed").write_text(wrong, encoding="utf-8")
    with pytest.raises(InputError, match="share 1 was mistyped"):
        comity("vault", "keys", "drill", str(tmp_path / "typed"), shares[1])


def test_shares_let_a_new_custodian_in_when_no_identity_is_left(comity, vault, identity, shares, tmp_path):
    identity.unlink()
    third = tmp_path / "third.age"
    comity("vault", "keys", "recover", shares[2], shares[0], "--custodian", new_identity(third))
    with Vault(vault, third) as opened:
        assert [fault for _, fault in opened.verify() if fault] == []


def test_no_share_and_no_key_rests_in_the_vault(vault, shares):
    at_rest = b"".join(path.read_bytes() for path in vault.rglob("*") if path.is_file())
    for path in shares:
        value = Share.parse(Path(path).read_text(encoding="utf-8"), path).value
        assert value not in at_rest
        assert value.hex().encode() not in at_rest
