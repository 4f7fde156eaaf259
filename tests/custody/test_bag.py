"""Bags good and bad; bagit-python is the foreign judge that makes the good ones."""

import warnings
from pathlib import Path

import pytest

from comity.custody.bag.validate import faults_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import bagit


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    (tmp_path / "протокол.txt").write_text("осмотр", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b%20.bin").write_bytes(bytes(range(256)))
    bagit.make_bag(str(tmp_path), {"Contact-Name": "A. Person"})
    return tmp_path


def codes(bag: Path) -> set[str]:
    return {fault.code for fault in faults_of(bag)}


def test_a_bag_made_by_another_program_is_valid(bag):
    assert faults_of(bag) == []


def test_every_bad_file_is_named(bag):
    (bag / "data" / "протокол.txt").write_text("осмотр!", encoding="utf-8")
    (bag / "data" / "sub" / "b%20.bin").unlink()
    (bag / "data" / "foreign").write_bytes(b"")
    places = " ".join(fault.where for fault in faults_of(bag))
    assert "протокол.txt" in places
    assert "b%20.bin" in places
    assert "data/foreign" in places
    assert {"digest", "missing", "unlisted", "oxum"} <= codes(bag)


@pytest.mark.parametrize(
    ("declaration", "code"),
    [
        (b"", "declaration"),
        (b"\xef\xbb\xbfBagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n", "declaration"),
        (b"BagIt-Version : 0.97\nTag-File-Character-Encoding: UTF-8\n", "declaration"),
        (b"Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 0.97\n", "declaration"),
        (b"BagIt-Version: 7.0\nTag-File-Character-Encoding: UTF-8\n", "version"),
        (b"BagIt-Version: 0.97\nTag-File-Character-Encoding: KLINGON\n", "encoding"),
    ],
)
def test_a_bad_declaration_is_refused(bag, declaration, code):
    (bag / "bagit.txt").write_bytes(declaration)
    assert code in codes(bag)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "~/x", "data/../../x", "C:/x"])
def test_a_path_that_leads_out_is_never_followed(bag, name):
    manifest = bag / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text(encoding="utf-8") + "0" * 64 + f"  {name}\n", encoding="utf-8")
    assert "path" in codes(bag)


def test_a_link_that_leads_out_is_a_fault(bag):
    (bag / "data" / "link").symlink_to("/etc/hostname")
    assert "link" in codes(bag)


def test_one_path_with_two_digests_is_a_fault(bag):
    manifest = bag / "manifest-sha256.txt"
    line = manifest.read_text(encoding="utf-8").splitlines()[0].split()[1]
    manifest.write_text(manifest.read_text(encoding="utf-8") + "0" * 64 + f"  {line}\n", encoding="utf-8")
    assert "duplicate" in codes(bag)


def test_a_bag_without_payload_or_manifest_is_incomplete(tmp_path):
    (tmp_path / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    assert codes(tmp_path) == {"payload", "manifest"}
