"""What every store of evidence must do; another kind of store adds itself to `STORES`."""

import os
from pathlib import Path

import pytest

from comity.custody.stores.aligned import BUFFER
from comity.custody.stores.folder import FolderStore
from comity.custody.stores.store import PACK, EvidenceStore, Place
from comity.errors import CustodyError

STORES = {"folder": FolderStore}


@pytest.fixture(params=STORES)
def kind(request):
    return STORES[request.param]


def put_large(store: EvidenceStore, name: str, data: bytes) -> Place:
    writer = store.begin_large(name)
    for start in range(0, len(data), 1 << 20):
        piece = data[start : start + (1 << 20)]
        room = writer.reserve(len(piece))
        room[:] = piece
        room.release()
        writer.commit(len(piece))
    return writer.finish()


def back(store: EvidenceStore, place: Place) -> bytes:
    return b"".join(map(bytes, store.pieces(place, 70_000)))


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER + 12345])
def test_a_large_item_comes_back(kind, tmp_path, size):
    data = os.urandom(size)
    store = kind(tmp_path / "store")
    place = put_large(store, "ab" * 16, data)
    store.settle()
    store.close()
    again = kind(tmp_path / "store")
    assert back(again, place) == data
    again.close()


def test_small_items_come_back_in_any_order(kind, tmp_path):
    store = kind(tmp_path / "store")
    items = [os.urandom(number * 977 % 5000) for number in range(3000)]
    places = [store.put_small(item) for item in items]
    store.settle()
    more = store.put_small(b"later")
    store.settle()
    for place, item in [*zip(places[::-1], items[::-1], strict=True), (more, b"later")]:
        assert back(store, place) == item
    store.close()


def test_a_pack_is_closed_when_it_is_full(kind, tmp_path):
    store = kind(tmp_path / "store")
    item = bytes(1 << 20)
    names = {store.put_small(item).file for _ in range((PACK >> 20) + 2)}
    assert len(names) == 2
    store.close()


def test_what_was_not_settled_leaves_nothing(kind, tmp_path):
    store = kind(tmp_path / "store")
    store.put_small(b"x" * 5000)
    put_large(store, "cd" * 16, b"y" * 5000)
    given_up = store.begin_large("ef" * 16)
    given_up.abort()
    store.close()
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def test_what_a_stopped_process_left_is_swept(kind, tmp_path):
    store = kind(tmp_path / "store")
    kept = store.put_small(b"kept")
    store.settle()
    (tmp_path / "store" / "packs" / "000009.pack.part").write_bytes(b"left")
    store.sweep()
    assert back(store, kept) == b"kept"
    assert not list((tmp_path / "store").rglob("*.part"))
    store.close()


def test_wiped_bytes_are_gone_and_the_neighbours_stay(kind, tmp_path):
    store = kind(tmp_path / "store")
    one, two = store.put_small(b"secret-one"), store.put_small(b"secret-two")
    large = put_large(store, "ab" * 16, b"secret-large" * 1000)
    store.settle()
    store.wipe([one, large])
    assert back(store, two) == b"secret-two"
    assert b"secret-one" not in b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    with pytest.raises(CustodyError):
        back(store, large)
    store.close()


def test_a_file_system_without_direct_writes_is_written_the_usual_way(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "O_DIRECT", 0o7777777, raising=False)  # an open that the system refuses, as tmpfs did for long
    data = os.urandom(2 * BUFFER + 77)
    store = FolderStore(tmp_path / "store")
    place = put_large(store, "ab" * 16, data)
    store.settle()
    assert back(store, place) == data
    store.close()


def test_missing_bytes_are_told(kind, tmp_path):
    store = kind(tmp_path / "store")
    place = store.put_small(b"x" * 100)
    store.settle()
    path = Path(tmp_path / "store" / place.file)
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(CustodyError, match="end too early"):
        back(store, place)
    store.close()
