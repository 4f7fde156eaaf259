"""What every store of evidence must do; another kind of store adds itself to `STORES`."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from comity.custody.stores.aligned import BUFFER
from comity.custody.stores.folder import FolderStore
from comity.custody.stores.objects import ObjectStore
from comity.custody.stores.s3 import S3, Credentials, S3Address
from comity.custody.stores.store import PACK, EvidenceStore, Place
from comity.errors import CustodyError
from tests.custody.object_server import KEY, S3RVER, SECRET, real, simulated

pytestmark = pytest.mark.real_clock


@dataclass
class Kind:
    """A kind of store under test.

    Attributes:
        open: opens the store whose own folder is given.
        kept: every byte that is kept, by name.
        cut: cuts what a place lies in to so many bytes.
    """

    open: Callable[[Path], EvidenceStore]
    kept: Callable[[], dict[str, bytes]]
    cut: Callable[[Place, int], None]

    def __call__(self, root: Path) -> EvidenceStore:
        return self.open(root)


@contextmanager
def folder(tmp_path: Path) -> Iterator[Kind]:
    root = tmp_path / "store"

    def cut(place: Place, size: int) -> None:
        (root / place.file).write_bytes((root / place.file).read_bytes()[:size])

    yield Kind(FolderStore, lambda: {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}, cut)


@contextmanager
def clients(address: str) -> Iterator[Callable[[], S3]]:
    """Opens clients; they are closed at the end, as a stopped process lets go of its connections."""
    made: list[S3] = []

    def client() -> S3:
        made.append(S3(S3Address.parse(address), Credentials(KEY, SECRET)))
        return made[-1]

    yield client
    for one in made:
        one.close()


@contextmanager
def objects(tmp_path: Path) -> Iterator[Kind]:  # noqa: ARG001 - it keeps in memory
    with simulated() as (address, server), clients(address) as client:

        def cut(place: Place, size: int) -> None:
            name = next(name for name in server.objects if place.file in name)
            server.objects[name] = server.objects[name][:size]

        yield Kind(lambda root: ObjectStore(root, client()), lambda: server.objects, cut)


@contextmanager
def s3rver(tmp_path: Path) -> Iterator[Kind]:
    disk = tmp_path / "disk"
    with real(disk) as address, clients(address) as client:

        def kept() -> dict[str, bytes]:
            return {str(path): path.read_bytes() for path in disk.rglob("*._S3rver_object")}

        def cut(place: Place, size: int) -> None:
            name = f"{place.file}/000000"
            client().put(name, client().get(name, 0, size))

        yield Kind(lambda root: ObjectStore(root, client()), kept, cut)


STORES = {"folder": folder, "objects": objects} | ({"s3rver": s3rver} if S3RVER.is_file() else {})
"""`s3rver` is a server of other people's, a process of its own; it takes part where `requirements/nodes` was brought."""


@pytest.fixture(params=STORES)
def kind(request, tmp_path):
    with STORES[request.param](tmp_path) as found:
        yield found


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
    assert kind.kept() == {}


def test_what_a_stopped_process_left_is_swept(kind, tmp_path):
    store = kind(tmp_path / "store")
    kept = store.put_small(b"kept")
    store.settle()
    before = set(kind.kept())
    stopped = kind(tmp_path / "store")
    put_large(stopped, "cd" * 16, b"left" * 3_000_000)
    stopped.put_small(b"left")
    assert set(kind.kept()) > before
    store.sweep()  # the next who writes, in place of the one that was stopped
    assert back(store, kept) == b"kept"
    assert set(kind.kept()) == before
    store.close()


def test_wiped_bytes_are_gone_and_the_neighbours_stay(kind, tmp_path):
    store = kind(tmp_path / "store")
    one, two = store.put_small(b"secret-one"), store.put_small(b"secret-two")
    large = put_large(store, "ab" * 16, b"secret-large" * 1000)
    store.settle()
    store.wipe([one, large])
    assert back(store, two) == b"secret-two"
    assert b"secret-one" not in b"".join(kind.kept().values())
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
    kind.cut(place, 50)
    with pytest.raises(CustodyError, match="end too early"):
        back(store, place)
    store.close()


def test_a_vault_in_an_object_store_does_what_a_vault_does(tmp_path, monkeypatch):
    from comity.custody.vault.keys import new_identity
    from comity.custody.vault.vault import Actor, Vault

    monkeypatch.setenv("COMITY_S3_KEY", KEY)
    monkeypatch.setenv("COMITY_S3_SECRET", SECRET)
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    large = os.urandom((17 << 20) + 3)
    (evidence / "large.bin").write_bytes(large)
    for number in range(40):
        (evidence / f"{number:02d}").write_bytes(f"plain words {number}".encode() * 100)
    with simulated() as (address, server):
        Vault.create(tmp_path / "vault", "custody.example/log", [new_identity(tmp_path / "id")], store=address)
        assert SECRET not in (tmp_path / "vault" / "vault.json").read_text().replace(address, "")
        with Vault(tmp_path / "vault", tmp_path / "id") as vault:
            items, skipped, _ = vault.add([evidence], Actor("A"))
            again, _, _ = vault.add([evidence], Actor("A"))
        assert (len(items), skipped, {item.state for item in again}) == (41, [], {"known"})
        assert b"plain words" not in b"".join(server.objects.values())
        with Vault(tmp_path / "vault", tmp_path / "id") as vault:
            assert [fault for _, fault in vault.verify(both=True) if fault] == []
            assert b"".join(vault.read(next(item.id for item in items if item.size == len(large)))) == large
            asked = server.asked["GET"]
            assert [fault for _, fault in vault.verify() if fault] == []
            assert server.asked["GET"] - asked < 30, "neighbours in a pack are read together"
        name = next(name for name in server.objects if "/packs/" in name)
        data = bytearray(server.objects[name])
        data[777] ^= 1
        server.objects[name] = bytes(data)
        with Vault(tmp_path / "vault", tmp_path / "id") as vault:
            assert len([fault for _, fault in vault.verify() if fault]) == 1
