"""Signed and locked deliveries: signatures that hold or not, passwords and keys that fit or not, and archives of other programs."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysequoia import SignatureMode, Tsk, encrypt, sign

from comity.errors import InputError
from comity.readers.containers.members import Member, Refused, Unpacking, members
from comity.readers.containers.openpgp import KeyRing, is_encrypted, take_apart
from comity.readers.generators.google import positions
from comity.readers.generators.networks import x_posts
from comity.readers.limits import Limits
from comity.readers.reopen import member_of, reopen
from tests.readers.test_spine import run

ARCHIVES = Path(__file__).parents[1] / "samples" / "archives"
PASSWORD = "пароль 1"  # noqa: S105 - of the samples
LOGINS = b"User ID,Time (UTC),IP Address,Action\nu1,2024-03-01 07:05:00 UTC,203.0.113.9:51834,login\n"
TEXT = b'-5 dash\n{"locations": []}\n- more\n\xd0\xb4\xd0\xb0 \n'

pytestmark = pytest.mark.real_clock


@pytest.fixture(scope="module")
def provider() -> Tsk:
    return Tsk.generate("Provider <signing@provider.example>")


def public(key: Tsk) -> bytes:
    return str(key.extract_certificate()).encode()


def inside(data: bytes, scratch: Path, *passwords: str, keys: tuple[bytes, ...] = ()) -> list[Member | Refused]:
    unpacking = Unpacking(Limits(), scratch, tuple(word.encode() for word in passwords), KeyRing(keys))
    return list(members(data, "", unpacking))


def test_a_signature_that_holds_names_its_key(provider: Tsk, tmp_path: Path) -> None:
    signed = sign(provider.signer(), TEXT, mode=SignatureMode.CLEAR)
    found = inside(signed, tmp_path, keys=(public(provider),))
    assert [(item.path, item.data, item.signature) for item in found if isinstance(item, Member)] == [
        ("signed text", TEXT.replace(b"\xb0 \n", b"\xb0\n"), f"valid: {provider.extract_certificate().fingerprint.upper()}")
    ]
    assert not found[0].defects  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace(b"locations", b"locatoins"), "does not hold"),
        (lambda text: text.replace(b"- -5", b"- -6"), "does not hold"),
        (lambda text: text[: text.index(b"-----BEGIN PGP SIGNATURE")], "missing or cut short"),
        (lambda text: text[:-60], "missing or cut short"),
        (lambda text: text.replace(b"\n\n", b"\n\nadded\n", 1), "does not hold"),
    ],
)
def test_what_was_changed_is_read_and_told(change: object, told: str, provider: Tsk, tmp_path: Path) -> None:
    signed = sign(provider.signer(), TEXT, mode=SignatureMode.CLEAR)
    found = inside(change(signed), tmp_path, keys=(public(provider),))[0]  # type: ignore[operator]
    assert isinstance(found, Member)
    assert told in str(found.defects)
    assert found.signature == found.defects[0]
    assert b"loc" in bytes(found.data)


def test_text_outside_the_marks_is_not_read_as_signed(provider: Tsk, tmp_path: Path) -> None:
    signed = sign(provider.signer(), TEXT, mode=SignatureMode.CLEAR) + b"\nand one thing more\n"
    found = inside(signed, tmp_path, keys=(public(provider),))
    assert str(getattr(found[0], "signature", "")).startswith("valid")
    assert isinstance(found[1], Refused)
    assert b"one thing" not in bytes(found[0].data)  # type: ignore[union-attr]


def test_another_key_is_not_taken_for_a_change(provider: Tsk, tmp_path: Path) -> None:
    signed = sign(provider.signer(), TEXT, mode=SignatureMode.CLEAR)
    assert "not verified" in str(inside(signed, tmp_path)[0].defects)  # type: ignore[union-attr]
    other = Tsk.generate("Other <o@example.org>")
    assert "not among the keys given" in str(inside(signed, tmp_path, keys=(public(other),))[0].defects)  # type: ignore[union-attr]


@given(st.binary(max_size=60), st.integers(0, 400))
def test_damage_anywhere_gives_a_text_or_a_refusal(piece: bytes, place: int) -> None:
    signed = (
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nabc\n-----BEGIN PGP SIGNATURE-----\n\nwr0E\n-----END PGP SIGNATURE-----\n"
    )
    data = signed[:place] + piece + signed[place + len(piece) // 2 :]
    for item in members(data, "", Unpacking(Limits(), Path("/nonexistent"))):
        assert isinstance(item, (Member, Refused))


def test_the_program_that_most_offices_use_locks_and_we_open(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (tmp_path / "in.csv").write_bytes(LOGINS)
    start = ["gpg", "--homedir", str(home), "--batch", "--pinentry-mode", "loopback", "--s2k-count", "65536", "--passphrase", PASSWORD]
    for name, more in (("a.gpg", []), ("b.asc", ["--armor"])):
        subprocess.run([*start, *more, "--output", name, "--symmetric", "in.csv"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True, capture_output=True)
    for name in ("a.gpg", "b.asc"):
        data = (tmp_path / name).read_bytes()
        assert is_encrypted(data[:4096])
        found = inside(data, tmp_path, "wrong", PASSWORD)
        assert [bytes(item.data) for item in found if isinstance(item, Member)] == [LOGINS]
        refused = inside(data, tmp_path, "wrong")[0]
        assert isinstance(refused, Refused)
        assert "--password-file" in refused.reason
    assert not list(tmp_path.glob("openpgp.*"))


def test_what_was_encrypted_to_the_office_opens_with_its_key(tmp_path: Path) -> None:
    office = Tsk.generate("Office <o@example.org>")
    locked = encrypt(bytes=LOGINS, recipients=[office.extract_certificate()], armor=False)
    assert isinstance(inside(locked, tmp_path)[0], Refused)
    found = inside(locked, tmp_path, keys=(str(office).encode(),))
    assert [bytes(item.data) for item in found if isinstance(item, Member)] == [LOGINS]
    broken = inside(locked[:-9], tmp_path, keys=(str(office).encode(),))[0]
    assert isinstance(broken, Refused)
    assert "broken" in broken.reason
    assert "0:" not in broken.reason


def test_packed_data_in_a_message_cannot_fill_the_disk(tmp_path: Path) -> None:
    locked = encrypt(bytes=bytes(3 << 20), passwords=["a"], armor=False)
    unpacking = Unpacking(Limits(ratio=1, ratio_from=1 << 20, member_bytes=2 << 20), tmp_path, (b"a",))
    found = list(members(locked, "", unpacking))
    assert isinstance(found[0], Refused)
    assert not list(tmp_path.glob("openpgp.*"))


@pytest.mark.parametrize("path", sorted(ARCHIVES.glob("*.*z*")), ids=lambda path: path.name)
def test_archives_of_other_programs_are_opened(path: Path, tmp_path: Path) -> None:
    found = {item.path: item for item in inside(path.read_bytes(), tmp_path, "wrong", PASSWORD)}
    assert set(found) == {"logins.csv", "notes/readme.txt", "empty.txt"}
    if path.stem == "ppmd":
        assert all(isinstance(item, Refused) and "PPMd" in item.reason for item in found.values())
        return
    texts = {name: bytes(item.data) for name, item in found.items() if isinstance(item, Member)}
    assert texts["logins.csv"].startswith(LOGINS)
    assert texts["notes/readme.txt"] == b"made for a test\n" * 20
    assert texts["empty.txt"] == b""
    if path.stem.startswith("aes"):
        assert all(isinstance(item, Refused) and "--password-file" in item.reason for item in inside(path.read_bytes(), tmp_path, "wrong"))


@pytest.mark.parametrize("name", ["lzma2.7z", "aes_lzma2.7z", "aes256.zip", "x86_lzma.7z"])
def test_an_archive_damaged_anywhere_ends_in_members_or_refusals(name: str, tmp_path: Path) -> None:
    whole = (ARCHIVES / name).read_bytes()
    random = Random(7)
    texts = {bytes(item.data) for item in inside(whole, tmp_path, PASSWORD) if isinstance(item, Member)}
    for _ in range(60):
        data = bytearray(whole[: random.choice((len(whole), random.randint(1, len(whole))))])
        for _ in range(random.randint(1, 3)):
            data[random.randrange(len(data))] = random.randrange(256)
        for item in inside(bytes(data), tmp_path, PASSWORD):
            if isinstance(item, Member) and item.path in {"logins.csv", "notes/readme.txt"} and not item.defects:
                assert bytes(item.data) in texts  # the checksum lets nothing else through


def test_the_whole_way_with_keys_and_passwords(provider: Tsk, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    points = next(iter(positions(Random(1), 20).files.values()))
    signed = sign(provider.signer(), points, mode=SignatureMode.CLEAR)
    (folder / "good.txt").write_bytes(signed)
    (folder / "bad.txt").write_bytes(signed.replace(b"WIFI", b"GPSX", 1))
    (folder / "locked.7z").write_bytes((ARCHIVES / "aes_header.7z").read_bytes())
    (folder / "locked.gpg").write_bytes(encrypt(bytes=signed, passwords=[PASSWORD], armor=False))
    files, events, coverage = run(folder, tmp_path / "out", keys=(public(provider),), passwords=(PASSWORD,))
    assert coverage["reconciled"]
    assert events.filter(events["parser"] == "google_records").height == 60
    assert str(files["good.txt/signed text"]["signature"]).startswith("valid: ")
    assert files["good.txt/signed text"]["defects"] == []
    assert "does not hold" in str(files["bad.txt/signed text"]["defects"])
    assert str(files["locked.gpg/OpenPGP content!/signed text"]["signature"]).startswith("valid: ")
    assert files["locked.7z/logins.csv"]["reader"] == "generic_logins"
    files, _, coverage = run(folder, tmp_path / "without")
    assert coverage["reconciled"]
    assert "--key" in str(files["good.txt/signed text"]["defects"])
    assert "--password-file" in str(files["locked.7z/(7z)"]["defects"])


def test_a_file_that_is_no_key_is_refused_at_once(tmp_path: Path) -> None:
    from comity.cli.commands.read import _keys

    (tmp_path / "key.asc").write_bytes(b"no key at all")
    with pytest.raises(InputError, match="no OpenPGP key"):
        _keys((tmp_path / "key.asc",))


def test_passwords_come_one_a_line_and_a_wrong_file_is_told(tmp_path: Path) -> None:
    from comity.cli.commands.read import _passwords

    (tmp_path / "words.txt").write_bytes("\ufeffодин\r\n\r\ntwo words\n".encode())
    assert _passwords(tmp_path / "words.txt") == ("один", "two words")
    (tmp_path / "other.txt").write_bytes("пароль".encode("cp1251"))
    for name in ("other.txt", "missing.txt"):
        with pytest.raises(InputError):
            _passwords(tmp_path / name)


def test_dashes_come_back_as_they_were() -> None:
    data = b"-----BEGIN PGP SIGNED MESSAGE-----\n\n- -a\n- - b\nc\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n"
    assert take_apart(data, KeyRing()).text == b"-a\n- b\nc"


def test_a_signed_production_of_x_is_read_and_each_event_leads_back_through_all_wrappings(provider: Tsk, tmp_path: Path) -> None:
    made = x_posts(Random(3), 30)
    name, text = next(iter(made.files.items()))
    signed = sign(provider.signer(), text, mode=SignatureMode.CLEAR)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"production/{name}", signed)
    (tmp_path / "in").mkdir()
    original = tmp_path / "in" / "production.zip.gpg"
    original.write_bytes(encrypt(bytes=archive.getvalue(), passwords=[PASSWORD], armor=False))
    files, events, coverage = run(tmp_path / "in", tmp_path / "out", keys=(public(provider),), passwords=(PASSWORD,))
    entry = files[f"production.zip.gpg/OpenPGP content!/production/{name}!/signed text"]
    assert coverage["reconciled"]
    assert (entry["reader"], entry["records_out"], entry["defects"]) == ("x_records", 30, [])
    assert str(entry["signature"]).startswith("valid: ")
    data = member_of(original, events["member_path"][0], passwords=(PASSWORD,), keys=(public(provider),))
    for row in events.to_dicts():
        piece = json.loads(reopen(data, row["locator"]))
        assert piece["full_text"] == row["text"]
        assert piece["id_str"] == row["txid"]
        assert row["account_id"] == "100001"
    with pytest.raises(InputError, match="no such place"):
        member_of(original, events["member_path"][0])
    with pytest.raises(InputError, match="--password-file"):
        member_of(original, "OpenPGP content")
