"""Disk images: every file is handed on, what is not read is named, hostile ones cost themselves only."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.readers.containers.images import ImageError, image_files, image_kind
from comity.readers.containers.members import Member, Refused, Unpacking, is_archive, members
from comity.readers.generators.computers import syslog_with_offset
from comity.readers.generators.databases import sms
from comity.readers.generators.disks import disk, qcow2
from comity.readers.limits import Limits

FILES = {
    "MMSSMS.DB": sms(Random(1), 9).files["mmssms.db"],
    "SYSLOG.TXT": syslog_with_offset(Random(1), 9).files["syslog"],
    "EMPTY.TXT": b"",
}


def opened(data: bytes, folder: Path, limits: Limits | None = None) -> tuple[dict[str, bytes], dict[str, str]]:
    found = list(members(data, "", Unpacking(limits or Limits(), folder)))
    read = {item.path: bytes(item.data[:]) for item in found if isinstance(item, Member)}
    return read, {item.path: item.reason for item in found if isinstance(item, Refused)}


@pytest.mark.parametrize("wrap", [bytes, qcow2])
def test_every_file_is_handed_on_whole(wrap: type[bytes], tmp_path: Path) -> None:
    data = wrap(disk(FILES))
    assert is_archive(data)
    read, refused = opened(data, tmp_path)
    assert {
        path.removeprefix("p1-fat12/"): content for path, content in read.items() if not path.rpartition("/")[2].startswith("$")
    } == FILES
    assert "free space" in refused
    assert any("deleted" in reason for reason in refused.values())


def test_limits_hold_inside_an_image(tmp_path: Path) -> None:
    read, refused = opened(disk(FILES), tmp_path, Limits(member_bytes=4096))
    assert "p1-fat12/MMSSMS.DB" not in read
    assert "larger than 4096 bytes" in refused["p1-fat12/MMSSMS.DB"]


def test_a_later_segment_alone_says_what_it_is(tmp_path: Path) -> None:
    read, refused = opened(b"EVF\x09\x0d\x0a\xff\x00\x01\x02\x00\x00\x00" + bytes(500), tmp_path)
    assert not read
    assert "segment 2" in next(iter(refused.values()))


@pytest.mark.parametrize("start", [b"EVF\x09\x0d\x0a\xff\x00\x01\x01\x00", b"QFI\xfb\x00\x00\x00\x02", b"KDMV\x01\x00\x00\x00"])
def test_an_image_that_is_none_is_refused(start: bytes, tmp_path: Path) -> None:
    read, refused = opened(start + bytes(5000), tmp_path)
    assert not read
    assert refused


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 255)), max_size=40), st.integers(0, 300_000))
def test_damage_ends_in_files_or_refusals(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(disk(FILES))
    for place, value in changes:
        data[place] = value
    broken = bytes(data[: len(data) - cut // 512 * 512])
    if image_kind(broken) is None:
        return
    try:
        for file in image_files(broken):
            if not file.refusal:
                try:
                    assert sum(map(len, file.pieces())) == file.size
                except OSError:
                    continue
    except (ImageError, OSError):
        return
