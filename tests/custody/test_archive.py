"""Hostile archives: each fault is told by its member, nothing is written, and a good archive's members are all accepted."""

import bz2
import gzip
import io
import json
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from comity.cli.main import program
from comity.custody.archive.judge import judge
from comity.custody.archive.names import NameBook
from comity.custody.archive.verdict import Limits
from comity.custody.verify.archive import check_archive

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "testdata" / "returns" / "hostile"
NOISE = os.urandom(3000)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED, **attributes: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            for key, value in attributes.items():
                setattr(entry, key, value)
            archive.writestr(entry, data)
    return target.getvalue()


def tarred(*members: tuple[str, bytes], mode: str = "w") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:
        for name, content in members:
            entry = tarfile.TarInfo(name)
            if name != "odd":
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
            else:
                entry.type = content
                entry.linkname = "/etc/passwd"
                archive.addfile(entry)
    return target.getvalue()


def found(data: bytes, limits: Limits | None = None) -> tuple[dict[str, list[str]], list[str]]:
    verdict = judge(io.BytesIO(data), limits or Limits())
    return {member.name: member.reasons for member in verdict.members}, [code for code, *_ in verdict.reasons]


def patched(data: bytes, place: int, new: bytes) -> bytes:
    return data[:place] + new + data[place + len(new) :]


@pytest.mark.parametrize(
    "data",
    [
        zipped(("a/письмо.txt", b"x"), ("a/b.bin", NOISE), ("a/", b"")),
        zipped(),
        tarred(("a/письмо.txt", b"x"), ("a/b.bin", NOISE)),
        tarred(("a", NOISE), mode="w:gz"),
        tarred(("a", NOISE), mode="w:bz2"),
        tarred(("a", NOISE), mode="w:xz"),
        gzip.compress(NOISE),
        zipped(("inner.zip", zipped(("a", NOISE))), ("b.tar.gz", tarred(("c", NOISE), mode="w:gz"))),
    ],
    ids=["zip", "empty zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "gz", "nested"],
)
def test_all_members_of_a_good_archive_are_accepted(data):
    members, reasons = found(data)
    assert reasons == []
    assert all(codes == [] for codes in members.values())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../up", "traversal"), ("a/../../up", "traversal"), ("a\\..\\up", "traversal"),
        ("/etc/x", "absolute"), ("C:\\x", "absolute"), ("\\\\host\\x", "absolute"),
        ("photo\u202egpj.exe", "bidi"), ("a\u2066b", "bidi"), ("a\u200bb", "invisible"), ("a\nb", "control"), ("a\x1b[31m", "control"),
        ("x" * 300, "long"), ("a/" * 70 + "b", "deep"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("make", [zipped, tarred])
def test_a_hostile_name_refuses_its_member_alone(make, name, code):
    members, reasons = found(make(("good", NOISE), (name, b"x"), ("also good", b"y")))
    assert reasons == []
    assert [codes for codes in members.values() if codes] == [[code]] or code in members[name]
    assert members["good"] == members["also good"] == []


@pytest.mark.parametrize(
    "names",
    [("A.txt", "a.TXT"), ("é", "e\u0301"), ("straße", "STRASSE"), ("a", "a/b"), ("a/b", "a"), ("a.", "a"), ("ﬁle", "file")],
)
@pytest.mark.parametrize("make", [zipped, tarred])
def test_names_that_meet_on_another_system_are_told(make, names):
    members, _ = found(make(*((name, b"x") for name in names)))
    assert list(members.values()) == [[], ["collision"]]


def test_a_name_that_stands_twice_is_told():
    verdict = judge(io.BytesIO(tarred(("a", b"1"), ("a", b"2"))), Limits())
    assert [member.reasons for member in verdict.members] == [[], ["duplicate"]]


@pytest.mark.parametrize(
    "name", ["WhatsApp \u200echat.txt", "می\u200cخواهم.txt", "2026-01-01 10:15.txt", "aux/con", "👩\u200d💻.png", "a."]
)
def test_honest_names_of_returns_are_let_be(name):
    assert NameBook().faults(name) == []


@pytest.mark.parametrize(
    ("kind", "code"),
    [(tarfile.SYMTYPE, "symlink"), (tarfile.LNKTYPE, "hardlink"),
     (tarfile.CHRTYPE, "device"), (tarfile.BLKTYPE, "device"), (tarfile.FIFOTYPE, "device")],
)  # fmt: skip
def test_links_and_devices_in_tar_are_told(kind, code):
    members, reasons = found(tarred(("good", NOISE), ("odd", kind)))
    assert (members, reasons) == ({"good": [], "odd": [code]}, [])


@pytest.mark.parametrize(("mode", "code"), [(stat.S_IFLNK, "symlink"), (stat.S_IFCHR, "device"), (stat.S_IFIFO, "device")])
def test_links_and_devices_in_zip_are_told(mode, code):
    members, _ = found(zipped(("odd", b"/etc/passwd"), external_attr=(mode | 0o644) << 16))
    assert members == {"odd": [code]}


def test_a_wrong_checksum_refuses_its_member_alone():
    data = zipped(("bad", NOISE), ("good", NOISE), method=zipfile.ZIP_STORED)
    place = data.index(NOISE)
    members, _ = found(patched(data, place, bytes([data[place] ^ 1])))
    assert members == {"bad": ["crc"], "good": []}


def test_a_member_that_lies_of_its_size_is_told():
    data = zipped(("liar", b"x" * 5000), ("good", b"y"))
    central = data.index(b"PK\x01\x02")
    for place, stated in ((22, 10), (central + 24, 10), (22, 1 << 30)):
        members, _ = found(patched(data, place, struct.pack("<I", stated)))
        assert members["liar"]
        assert members["liar"][0] in {"size", "crc"}
        assert members["good"] == []


def test_a_member_named_otherwise_in_the_directory_is_told():
    data = zipped(("shown", b"x"))
    central = data.index(b"PK\x01\x02")
    members, _ = found(data[:central] + data[central:].replace(b"shown", b"other"))
    assert members == {"other": ["disagreement"]}


def test_members_that_share_their_bytes_are_told():
    """One packed stream that many members claim: the overlapping bomb of Fifield (2019)."""
    data = zipped(("a", b"0" * 100_000), ("b", b"1"))
    central = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", central + 4)
    members, _ = found(patched(data, second + 42, struct.pack("<I", 0)))
    assert "overlap" in members["a"]
    assert "overlap" in members["b"]


@pytest.mark.parametrize("make", [zlib, gzip, bz2, lzma])
def test_a_compression_bomb_is_stopped(make):
    zeros = bytes(60 << 20)
    data = zipped(("bomb", zeros), ("good", b"x")) if make is zlib else make.compress(zeros)
    members, reasons = found(data)
    if make is zlib:
        assert members == {"bomb": ["ratio"], "good": []}
    else:
        assert members == {"content": ["ratio"]}
        assert reasons == ["ratio"]


def test_a_bomb_within_an_archive_is_stopped():
    members, reasons = found(zipped(("a.zip", zipped(("bomb", bytes(30 << 20)))), ("good", b"x"), method=zipfile.ZIP_STORED))
    assert members == {"a.zip": [], "a.zip!/bomb": ["ratio"], "good": []}
    assert reasons == []


def test_archives_that_lie_too_deep_are_told():
    data = b"core"
    for level in range(5):
        data = zipped((f"{level}.zip" if level else "core", data))
    members, _ = found(data)
    assert [codes for codes in members.values() if codes] == [["nested"]]


def test_the_limits_hold_over_everything_that_is_nested():
    inner = zipped(*((str(number), b"x") for number in range(50)))
    data = zipped(*((f"{number}.zip", inner) for number in range(50)))
    assert found(data, Limits(members=500))[1][-1] == "members"
    assert found(zipped(("a", NOISE), ("b", NOISE)), Limits(total=4000))[1] == ["total"]


def test_a_locked_member_is_told():
    data = zipped(("locked", b"x"))
    central = data.index(b"PK\x01\x02")
    data = patched(patched(data, 6, b"\x01\x00"), central + 8, b"\x01\x00")
    assert found(data)[0] == {"locked": ["encrypted"]}


@pytest.mark.parametrize(
    "make", [lambda: zipped(("a", NOISE)), lambda: tarred(("a", NOISE))[:4608], lambda: tarred(("a", NOISE), mode="w:gz")]
)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_truncated_archive_is_told(make, part):
    data = make()
    members, reasons = found(data[: int(len(data) * part)])
    assert "truncated" in reasons or [codes for codes in members.values() if codes]


def test_a_tar_without_an_end_mark_is_told():
    data = tarred(("a", NOISE))
    assert found(data[: 512 + 3072])[1] == ["truncated"]


@pytest.mark.parametrize(("head", "kind"), [(b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "rar"), (b"\x28\xb5\x2f\xfd", "zst")])
def test_forms_that_are_not_read_are_said(head, kind):
    verdict = judge(io.BytesIO(head + bytes(100)), Limits())
    assert (verdict.kind, verdict.reasons[0][0]) == (kind, "not_read")


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00"]))
def test_no_bytes_break_the_judge(data, head):
    verdict = judge(io.BytesIO(head + data), Limits())
    assert verdict.members or verdict.reasons or verdict.kind, "what is no archive is said, what is one has members or a reason"


@given(st.data())
def test_no_changed_archive_breaks_the_judge(data):
    made = bytearray(data.draw(st.sampled_from([zipped(("a", b"x" * 90), ("b/c", b"y")), tarred(("a", b"x" * 90), ("b", b"y"))])))
    for _ in range(data.draw(st.integers(1, 6))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    verdict = judge(io.BytesIO(bytes(made)), Limits(total=1 << 24))
    assert verdict.members or verdict.reasons


def test_the_command_line_names_members_and_writes_nothing(tmp_path):
    path = tmp_path / "return.zip"
    path.write_bytes(zipped(("good", NOISE), ("../up", b"x")))
    result = CliRunner().invoke(program, ["verify", "archive", str(path), "--json"], standalone_mode=False)
    answer = json.loads(result.stdout)
    assert result.return_value == 3
    assert [(member["name"], member["accepted"]) for member in answer["members"]] == [("good", True), ("../up", False)]
    assert [reason["code"] for reason in answer["reasons"]] == ["traversal"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_child_that_takes_too_much_is_ended(tmp_path):
    path = tmp_path / "a.xz"
    path.write_bytes(lzma.compress(NOISE, preset=9))  # takes 64 MiB to unpack
    judgement, _ = check_archive(path, Limits(memory=60 << 20))
    assert not judgement.ok
    assert judgement.reasons[0].code in {"limits", "memory"}


@pytest.mark.parametrize("name", ["mixed_traversal_fieldshift_formula.zip", "symlink_traversal.tar", "truncated.zip"])
def test_the_shared_hostile_samples_are_refused(name):
    if not HOSTILE.is_dir():
        return
    judgement, _ = check_archive(HOSTILE / name)
    assert not judgement.ok
