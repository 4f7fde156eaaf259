"""An object store that fails: nothing is acknowledged that is not kept, and what is wrong is told."""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from comity.custody.stores.objects import SEGMENT, ObjectStore
from comity.custody.stores.s3 import S3, Credentials, S3Address, signature
from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Actor, Vault
from comity.errors import CustodyError, InputError
from comity.net.http import Door
from comity.net.loopback import Given
from tests.custody.object_server import KEY, SECRET, error, simulated

ACTOR = Actor("A")


@pytest.fixture
def client() -> Iterator[Callable[..., S3]]:
    """Opens clients of stores that wait for nothing; they are closed at the end."""
    made = []

    def open_one(address: str, key: str = KEY, secret: str = SECRET) -> S3:
        told = S3Address.parse(address)
        made.append(S3(told, Credentials(key, secret), Door(told.endpoint, pause=lambda _: None, timeout=2.0, tries=4)))
        return made[-1]

    yield open_one
    for one in made:
        one.close()


def test_a_signature_as_the_published_example_has_it():
    """The first example of `Signature Calculations for the Authorization Header` in the documentation of Amazon S3: GET with a range."""
    told = signature(
        "GET",
        "/test.txt",
        {"host": "examplebucket.s3.amazonaws.com", "range": "bytes=0-9"},
        hashlib.sha256(b"").hexdigest(),
        Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        "us-east-1",
        datetime(2013, 5, 24, tzinfo=UTC),
    )
    assert told["authorization"].endswith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")


@pytest.mark.parametrize(
    "text", ["folder", "s3+https://", "s3+https://host", "s3+ftp://host/bucket", "s3+https://key@host/bucket", "https://host/bucket"]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(InputError, match="no address of a store"):
        S3Address.parse(text)


def test_plain_http_to_another_machine_is_refused():
    with pytest.raises(InputError, match="plain http"):
        S3(S3Address.parse("s3+http://store.example/bucket"), Credentials(KEY, SECRET))


def test_a_store_without_a_key_in_the_environment_says_which(monkeypatch):
    for name in ("COMITY_S3_KEY", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InputError) as raised:
        Credentials.of({})
    assert raised.value.place == "COMITY_S3_KEY"
    assert "secret" not in repr(Credentials("k", "secret"))


@pytest.mark.parametrize(("key", "secret", "code"), [("other", SECRET, "InvalidAccessKeyId"), (KEY, "other", "SignatureDoesNotMatch")])
def test_a_wrong_key_is_told_with_what_to_do(client, key, secret, code):
    with simulated() as (address, server):
        with pytest.raises(CustodyError, match=code) as raised:
            client(address, key, secret).put("x", b"x")
        assert "COMITY_S3" in (raised.value.hint or "")
        assert server.objects == {}


def test_a_store_that_stumbles_is_asked_again(client):
    with simulated() as (address, server):
        waiting = [error(500, "InternalError"), error(503, "SlowDown"), Given(502, b"")]
        server.fault = lambda _: waiting.pop() if waiting else None
        client(address).put("x", b"kept")
        assert list(server.objects.values()) == [b"kept"]


def test_a_put_whose_answer_was_lost_is_done_again_and_stands_once(client):
    with simulated() as (address, server):
        lost = [True]
        server.after = lambda _, given: error(500, "InternalError") if lost and lost.pop() else given
        client(address).put("x", b"kept")
        assert (server.asked["PUT"], list(server.objects.values())) == (2, [b"kept"])


@pytest.mark.parametrize("headers", [{"ETag": '"' + "0" * 32 + '"'}, {"x-amz-checksum-sha256": "AAAA"}])
def test_a_store_that_kept_something_else_is_not_believed(client, headers):
    with simulated() as (address, server):
        server.after = lambda _, given: Given(given.status, given.body, headers=headers)
        with pytest.raises(CustodyError, match="something else than was sent"):
            client(address).put("x", b"sent")


def test_a_tag_that_is_no_digest_is_held_against_the_size(client):
    with simulated() as (address, server):
        server.after = lambda asked, given: Given(200, b"", headers={"ETag": '"abc-1"'}) if asked.method == "PUT" else given
        client(address).put("x", b"kept")
        server.after = lambda asked, given: (
            Given(200, b"", headers={"ETag": '"abc-1"'})
            if asked.method == "PUT"
            else Given(200, b"ke")
            if asked.method == "HEAD"
            else given
        )
        with pytest.raises(CustodyError, match="something else than was sent"):
            client(address).put("x", b"kept")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda _, given: Given(206, given.body[:7], headers=given.headers), "another stretch"),
        (lambda _, given: Given(206, given.body, headers={"Content-Range": "bytes 5-36/99"}), "another stretch"),
        (lambda _, given: Given(206, given.body), "another stretch"),
        (lambda _, given: error(404, "NoSuchKey"), "not in the store"),  # noqa: ARG005
        (lambda _, given: error(403, "AccessDenied"), "AccessDenied"),  # noqa: ARG005
        (lambda _, given: Given(418, b"<html>"), "status 418"),  # noqa: ARG005
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_refused(client, change, told):
    with simulated() as (address, server):
        store = client(address)
        store.put("x", b"0123456789" * 10)
        server.after = change
        with pytest.raises(CustodyError, match=told):
            store.get("x", 10, 32)


def test_a_store_that_knows_no_ranges_gives_the_same(client):
    with simulated() as (address, server):
        store = client(address)
        store.put("x", b"0123456789")
        server.after = lambda asked, given: Given(200, server.objects[next(iter(server.objects))]) if asked.method == "GET" else given
        assert (store.get("x", 2, 3), store.get("x", 0, 4)) == (b"234", b"0123")


def test_a_body_that_breaks_off_is_asked_for_again(client):
    """The server promises more than it sends; the connection ends."""
    import socket
    import threading

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()

    def serve() -> None:
        for told in (b"HTTP/1.1 206 x\r\nContent-Length: 10\r\nContent-Range: bytes 0-9/10\r\n\r\n012", b""):
            stream, _ = listening.accept()
            stream.recv(65_536)
            stream.sendall(told or b"HTTP/1.1 206 x\r\nContent-Length: 10\r\nContent-Range: bytes 0-9/10\r\n\r\n0123456789")
            stream.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    store = client(f"s3+http://127.0.0.1:{listening.getsockname()[1]}/b")
    assert store.get("x", 0, 10) == b"0123456789"
    store.close()
    thread.join()
    listening.close()


def test_a_store_that_does_not_answer_ends_in_a_clear_error(client):
    with simulated() as (address, _):
        pass
    with pytest.raises(CustodyError, match="does not answer") as raised:
        client(address).put("x", b"x")
    assert "acknowledged is safe" in (raised.value.hint or "")


@pytest.mark.heavy
def test_whenever_the_store_begins_to_refuse_nothing_acknowledged_is_lost(tmp_path, monkeypatch):
    """From its n-th request on the store refuses (the right is gone, the quota full): all before is there, the rest comes later."""
    monkeypatch.setenv("COMITY_S3_KEY", KEY)
    monkeypatch.setenv("COMITY_S3_SECRET", SECRET)
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for name, size in (("a", 3000), ("b", 0), ("c", SEGMENT + 77), ("d", 900)):
        (evidence / name).write_bytes(os.urandom(size))
    recipient = new_identity(tmp_path / "id")
    for last in range(12):
        root = tmp_path / str(last)
        with simulated() as (address, server):
            Vault.create(root, "custody.example/log", [recipient], store=address)
            left = [last]

            def fault(asked, left=left):
                left[0] -= asked.method in {"PUT", "DELETE"}
                return error(403, "QuotaExceeded") if left[0] < 0 and asked.method in {"PUT", "DELETE"} else None

            server.fault = fault
            told, refused = [], None
            try:
                with Vault(root, tmp_path / "id") as vault:
                    told += vault.add([evidence / "a", evidence / "b"], ACTOR)[0]
                    told += vault.add([evidence / "c", evidence / "d"], ACTOR)[0]
            except CustodyError as why:
                refused = why
            assert refused is None or ("QuotaExceeded" in str(refused) and refused.hint)
            server.fault = lambda _: None
            with Vault(root, tmp_path / "id") as vault:
                assert {item.id for item in told} <= {item.id for item in vault.items()}
                vault.add([evidence / name for name in "abcd"], ACTOR)
                assert sorted(item.name for item in vault.items()) == ["a", "b", "c", "d"]
                assert [fault for _, fault in vault.verify() if fault] == []
            held = {place for place in server.objects if "/packs/" in place or "/objects/" in place}
            assert len(held) <= 4, "what was given up was removed"


def test_the_folder_of_a_vault_says_what_is_pending(client, tmp_path):
    with simulated() as (address, server):
        store = ObjectStore(tmp_path / "store", client(address))
        store.put_small(b"x")
        assert (tmp_path / "store" / "pending").read_text().startswith("packs/")
        store.settle()
        assert (tmp_path / "store" / "pending").read_text() == ""
        store.close()
        assert len(server.objects) == 1
