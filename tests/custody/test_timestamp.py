"""Time stamps by a real authority (OpenSSL's), judged by both verifiers."""

from pathlib import Path

import pytest

from comity.custody.verify.timestamp import check_timestamp
from comity.errors import InputError
from tests.custody.time_authority import made, stamped


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "checkpoint"
    path.write_bytes(b"custody.example/log\n7\n")
    return path


@pytest.mark.parametrize("bare", [False, True])
def test_a_good_token_is_accepted_in_both_forms(authority, data, tmp_path, bare):
    judgement = check_timestamp(stamped(authority, data, tmp_path / "t.tsr", bare=bare), data, authority / "root.pem")
    assert judgement.ok, judgement
    assert judgement.reasons[0].code == "stamped"


def test_a_token_for_other_data_is_refused(authority, data, tmp_path):
    token = stamped(authority, data, tmp_path / "t.tsr")
    data.write_bytes(b"custody.example/log\n8\n")
    judgement = check_timestamp(token, data, authority / "root.pem")
    assert (judgement.ok, judgement.reasons[0].code) == (False, "data")


def test_a_token_under_another_root_is_refused_by_both(authority, data, tmp_path):
    judgement = check_timestamp(stamped(authority, data, tmp_path / "t.tsr"), data, authority / "other.pem")
    assert not judgement.ok
    assert {reason.code for reason in judgement.reasons} >= {"openssl", "rfc3161_client"}
    assert "accepted" not in {reason.text for reason in judgement.reasons}


def test_a_flipped_bit_anywhere_is_refused(authority, data, tmp_path):
    token = stamped(authority, data, tmp_path / "t.tsr")
    good = token.read_bytes()
    for place in range(len(good) - 1, len(good) - 200, -40):
        token.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        assert not check_timestamp(token, data, authority / "root.pem").ok, place


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_token_is_refused(authority, data, tmp_path, junk):
    (tmp_path / "t.tsr").write_bytes(junk)
    judgement = check_timestamp(tmp_path / "t.tsr", data, authority / "root.pem")
    assert (judgement.ok, judgement.reasons[0].code) == (False, "form")


def test_roots_that_are_none_are_bad_input(authority, data, tmp_path):
    token = stamped(authority, data, tmp_path / "t.tsr")
    (tmp_path / "roots.pem").write_text("nothing")
    with pytest.raises(InputError, match="PEM"):
        check_timestamp(token, data, tmp_path / "roots.pem")
