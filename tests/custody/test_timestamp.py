"""Time stamps by a real authority (OpenSSL's), judged by both verifiers."""

import subprocess
from pathlib import Path

import pytest

from comity.custody.verify.timestamp import check_timestamp
from comity.errors import InputError

_CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
certs = {certs}
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
"""


def openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tsa")
    subject = "/O=Example Time Authority/CN="
    for name, extensions in {
        "root": "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign",
        "tsa": "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature",
        "plain": "extendedKeyUsage=serverAuth",
        "other": "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign",
    }.items():
        (folder / f"{name}.ext").write_text(extensions)
        openssl(
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            str(folder / f"{name}.key"),
            "-out",
            str(folder / f"{name}.csr"),
            "-subj",
            subject + name,
        )
        common = [
            "-in",
            str(folder / f"{name}.csr"),
            "-out",
            str(folder / f"{name}.pem"),
            "-days",
            "30",
            "-extfile",
            str(folder / f"{name}.ext"),
        ]
        if name in {"root", "other"}:
            openssl("x509", "-req", "-signkey", str(folder / f"{name}.key"), *common)
        else:
            openssl("x509", "-req", "-CA", str(folder / "root.pem"), "-CAkey", str(folder / "root.key"), "-CAcreateserial", *common)
    (folder / "serial").write_text("01")
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder, certs=folder / "root.pem"))
    return folder


def stamped(authority: Path, data: Path, token: Path, *, bare: bool = False) -> Path:
    query = token.with_suffix(".tsq")
    openssl("ts", "-query", "-data", str(data), "-sha256", "-cert", "-out", str(query))
    form = ["-token_out"] if bare else []
    openssl("ts", "-reply", "-queryfile", str(query), "-config", str(authority / "tsa.cnf"), "-section", "one", "-out", str(token), *form)
    return token


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
