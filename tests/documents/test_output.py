"""Files are written whole or not at all, and what somebody edited is not lost."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from comity.documents import output
from comity.documents.output import write_files
from comity.errors import InputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_and_their_record_are_written(tmp_path: Path) -> None:
    digests = write_files(tmp_path / "a" / "b", {"x.pdf": b"1", "x.docx": b"2"})
    assert names(tmp_path / "a" / "b") == ["render.json", "x.docx", "x.pdf"]
    assert json.loads((tmp_path / "a" / "b" / "render.json").read_text())["files"] == digests


def test_what_we_wrote_is_replaced_and_the_record_keeps_the_rest(tmp_path: Path) -> None:
    write_files(tmp_path, {"x": b"1", "y": b"1"})
    write_files(tmp_path, {"x": b"2"})
    assert (tmp_path / "x").read_bytes() == b"2"
    assert set(json.loads((tmp_path / "render.json").read_text())["files"]) == {"x", "y"}


@pytest.mark.parametrize("record", [None, b"", b"[1]", b'{"files": 3}', b"{"])
def test_an_edited_file_is_left_alone_with_everything_beside_it(tmp_path: Path, record: bytes | None) -> None:
    write_files(tmp_path, {"x": b"1", "y": b"1"})
    (tmp_path / "x").write_bytes(b"edited")
    if record is not None:
        (tmp_path / "render.json").write_bytes(record)
    with pytest.raises(InputError, match="x") as caught:
        write_files(tmp_path, {"x": b"2", "z": b"2"})
    assert "--force" in str(caught.value.hint)
    assert (tmp_path / "x").read_bytes() == b"edited"
    assert not (tmp_path / "z").exists()
    write_files(tmp_path, {"x": b"2"}, force=True)
    assert (tmp_path / "x").read_bytes() == b"2"


def test_a_failure_half_way_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"x": b"1", "y": b"1"})
    real = os.fdopen
    calls = []

    def full_disk(handle: int, mode: str):  # type: ignore[no-untyped-def]
        calls.append(handle)
        if len(calls) == 2:
            os.close(handle)
            raise OSError(28, "No space left on device")
        return real(handle, mode)

    monkeypatch.setattr(output.os, "fdopen", full_disk)
    with pytest.raises(InputError, match="No space left"):
        write_files(tmp_path, {"x": b"2", "y": b"2"})
    monkeypatch.undo()
    assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes() == b"1"
    assert names(tmp_path) == ["render.json", "x", "y"]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    for folder in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(InputError) as caught:
            write_files(folder, {"x": b"1"})
        assert caught.value.place == str(folder)


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(InputError, match="folder"):
        write_files(tmp_path, {"x": b"1"})


def test_a_folder_that_cannot_be_made_is_told() -> None:
    place = Path("/proc/comity") if sys.platform == "linux" else Path("\0bad")
    with pytest.raises(InputError):
        write_files(place, {"x": b"1"})
