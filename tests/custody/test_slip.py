"""Slips: the genuine one is told, and whatever was forged, altered, replayed or has expired is refused, always."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.crypto.checkpoint import LogProof
from comity.crypto.note import parse_note
from comity.custody.slip.directory import Authority, check_against, read_directory, signed_directory
from comity.custody.slip.slip import QR_LIMIT, Registration, code_of, qr_svg, slip_text
from comity.custody.verify.slip import SlipContext, check_slip
from comity.errors import CustodyError, InputError
from tests.custody.proof_vectors import AT, END, LETTER, SIGNER, STRANGER, proof, request

NOW = SlipContext(AT + timedelta(days=1))
KEYS = [SIGNER.keys[0]]
WHOLE = proof(request(), size=1000, index=700)
SLIP = slip_text(WHOLE, KEYS[0].id)
AUTHORITY = Authority("Example Prosecutor", "KG", str(KEYS[0]), "+996 312 000 000", "2026-12-31")


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(LETTER)
    return path


def outcome(slip: str | bytes, context: SlipContext = NOW, keys=KEYS) -> str:
    judgement = check_slip(slip.encode() if isinstance(slip, str) else slip, keys, context)
    assert judgement.ok == (judgement.reasons[0].code == "genuine")
    return judgement.reasons[0].code


def test_the_genuine_slip_is_told_with_what_it_states(letter):
    judgement = check_slip(SLIP.encode(), KEYS, replace(NOW, request=letter))
    assert judgement.ok
    said = {reason.text for reason in judgement.reasons}
    assert {"authority: Example Prosecutor", "call_back: +996 312 000 000", code_of(WHOLE)} <= said


@given(st.integers(0, len(SLIP.encode()) * 8 - 1))
def test_every_altered_bit_is_refused(bit):
    data = bytearray(SLIP.encode())
    data[bit // 8] ^= 1 << bit % 8
    assert outcome(bytes(data)) in {"altered", "unknown_key"}


@given(st.sampled_from(["authority", "addressee", "reference", "expires", "call_back"]), st.text(min_size=1, max_size=30))
def test_every_altered_statement_is_refused(name, value):
    disclosed = json.loads(WHOLE.extra or b"")
    if disclosed["private"]["details"][name] == value:
        return
    disclosed["private"]["details"][name] = value
    forged = LogProof(WHOLE.index, WHOLE.path, WHOLE.note, json.dumps(disclosed).encode())
    assert outcome(slip_text(forged, KEYS[0].id)) == "altered"


@given(st.binary(max_size=200))
def test_every_other_letter_is_refused(tmp_path_factory, data):
    if data == LETTER:
        return
    path = tmp_path_factory.mktemp("letter") / "l"
    path.write_bytes(data)
    assert outcome(SLIP, replace(NOW, request=path)) == "altered"


@given(st.text(max_size=40), st.text(max_size=40), st.timedeltas(timedelta(hours=1), timedelta(days=400)))
def test_every_forgery_by_another_key_is_refused(authority, addressee, lasting):
    registration = Registration("0" * 64, authority, addressee, "1", AT + lasting, "+1", "Forger")
    forged = slip_text(proof(registration.event(AT), by=STRANGER), STRANGER.keys[0].id)
    assert outcome(forged) == "unknown_key"


@given(st.timedeltas(timedelta(0), timedelta(days=9999)))
def test_every_expired_slip_is_refused(late):
    assert outcome(SLIP, SlipContext(END + late)) == "expired"


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=9999)))
def test_a_slip_from_the_future_is_refused(early):
    assert outcome(SLIP, SlipContext(AT - early)) == "not_yet"


def test_a_replayed_slip_is_refused(tmp_path, letter):
    first = SlipContext(NOW.on, letter, "Example Mail Ltd", tmp_path / "seen")
    assert outcome(SLIP, replace(first, addressee="Other Provider")) == "replayed"
    assert outcome(SLIP, first) == "genuine"
    assert outcome(SLIP, first) == "replayed"


def test_a_cut_slip_is_refused():
    data = SLIP.encode()
    for end in range(0, len(data), 7):
        assert outcome(data[:end]) in {"altered", "unknown_key"}


def test_the_name_comes_from_the_signed_directory(tmp_path, letter):
    path = tmp_path / "directory"
    path.write_text(signed_directory([AUTHORITY], STRANGER), encoding="utf-8")
    entries = read_directory(path, STRANGER.keys)
    context = replace(NOW, request=letter)
    assert [reason.code for reason in check_against(entries, SLIP.encode(), context).reasons][:2] == ["genuine", "authority"]
    for changed in (replace(AUTHORITY, authority="Another"), replace(AUTHORITY, call_back="+1")):
        assert check_against([changed], SLIP.encode(), context).reasons[0].code == "altered"
    assert check_against([replace(AUTHORITY, until="2026-03-01")], SLIP.encode(), context).reasons[0].code == "unknown_key"
    path.write_text(path.read_text(encoding="utf-8").replace("312 000", "312 001"), encoding="utf-8")
    with pytest.raises(CustodyError, match="does not hold"):
        read_directory(path, STRANGER.keys)
    with pytest.raises(CustodyError, match="not signed"):
        read_directory(path, SIGNER.keys)


def test_a_checkpoint_is_no_directory(tmp_path):
    path = tmp_path / "note"
    path.write_text(str(WHOLE.note), encoding="utf-8")
    with pytest.raises(CustodyError, match="no directory"):
        read_directory(path, SIGNER.keys)


def test_a_slip_of_a_large_log_fits_a_qr_code():
    path = tuple(bytes([number]) * 32 for number in range(20))
    large = LogProof(999_999, path, WHOLE.note, WHOLE.extra)
    assert len(slip_text(large, KEYS[0].id).encode()) < QR_LIMIT
    assert b"<path" in qr_svg(SLIP)


def test_what_does_not_fit_is_said():
    long = Registration("0" * 64, "A" * 2000, "b", "c", END, "+1", "A")
    with pytest.raises(InputError, match="a QR code holds"):
        slip_text(proof(long.event(AT)), KEYS[0].id)


@pytest.mark.parametrize("changes", [{"expires": AT}, {"second_person": " a. officer"}])
def test_a_registration_that_cannot_hold_is_refused(changes):
    good = Registration("0" * 64, "A", "b", "c", END, "+1", "A. Officer")
    with pytest.raises(InputError):
        replace(good, **changes).event(AT)


@pytest.mark.usefixtures("filled")
def test_the_command_line_registers_and_a_provider_checks(comity, letter, tmp_path):
    arguments = [
        "--authority",
        "Example Prosecutor",
        "--addressee",
        "Example Mail Ltd",
        "--reference",
        "9-1",
        "--call-back",
        "+996 312 000 000",
    ]
    code, made = comity("vault", "register", str(letter), *arguments, "--expires", "2026-12-31", "--second", "B", "--out", str(tmp_path))
    assert code == 0
    parse_note(made["checkpoint"].encode())
    mail = tmp_path / "mail.txt"
    text = (tmp_path / "letter.slip").read_text(encoding="utf-8")
    mail.write_text("Dear colleagues, our slip:\n\n" + text, encoding="utf-8")
    for given_slip in (made["slip"], text, str(mail)):
        code, answer = comity("verify", "slip", given_slip, "--key", made["key"], "--request", str(letter))
        assert (code, answer["reasons"][0]["code"]) == (0, "genuine")
    assert comity("verify", "slip", made["slip"])[1]["reasons"][0]["code"] == "unknown_key"
    assert comity("verify", "slip", made["slip"], "--key", made["key"], "--on", "2027-01-01")[0] == 3
    rows = f"- {{authority: Example Prosecutor, country: KG, key: '{made['key']}', call_back: '+996 312 000 000', until: 2026-12-31}}\n"
    (tmp_path / "authorities.yaml").write_text(rows, encoding="utf-8")
    signed = comity("vault", "directory", str(tmp_path / "authorities.yaml"), "--out", str(tmp_path / "directory"))[1]
    code, answer = comity("verify", "slip", made["slip"], "--directory", signed["directory"], "--directory-key", signed["key"])
    assert (code, answer["reasons"][1]["code"]) == (0, "authority")


def test_a_slip_that_is_no_file_is_said(tmp_path, comity):
    with pytest.raises(InputError, match="cannot be read"):
        comity("verify", "slip", str(tmp_path / "none"))


def test_the_moment_is_read_strictly(comity):
    for wrong in ("yesterday", "2026-13-01", "2026-01-01T00:00:00+05:00"):
        with pytest.raises(InputError, match="not a day"):
            comity("verify", "slip", SLIP, "--on", wrong)
