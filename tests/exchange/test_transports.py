"""What every transport promises: its name, words for the person who carries the pack, and a pack with every byte in it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import pytest

from comity.exchange.contents import PDF, Envelope, PackFile
from comity.exchange.transport import ZIP, Transport, transports
from comity.text.messages import Messages

FILES = (PackFile("KG-1.en.pdf", PDF, b"%PDF-1.7 letter"), PackFile("identifiers.csv", "text/csv", "é;№\r\n".encode()))
EACH = pytest.mark.parametrize("transport", transports().values(), ids=transports().keys())


def envelope(language: str = "en") -> Envelope:
    return Envelope(
        number="KG-1",
        subject="Preservation of data\r\nBcc: somebody@other.example",
        language=language,
        sender="Investigation Department",
        sender_mailbox="desk@authority.example",
        recipient="Example Provider",
        mailbox="le@provider.example",
        address="",
        call_back="+996 312 000 001",
        code="ABCD-EFGH",
    )


def files_in(pack: PackFile) -> Iterator[tuple[str, bytes]]:
    if pack.media == ZIP:
        with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
            assert archive.testzip() is None
            yield from ((name, archive.read(name)) for name in archive.namelist())
    else:
        for part in message_from_bytes(pack.content, policy=default).iter_attachments():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            yield str(part.get_filename()), content


def told_in(transport: Transport, language: str = "en") -> str:
    pack = transport.pack(envelope(language), FILES)
    if pack.media == ZIP:
        return dict(files_in(pack))["CONTENTS.txt"].decode()
    body = message_from_bytes(pack.content, policy=default).get_body()
    assert body is not None
    return str(body.get_content())


def test_the_ways_of_the_trade_are_there() -> None:
    assert list(transports()) == ["portal", "email", "post", "contact_24_7", "ncb", "central_authority", "diplomatic"]


@EACH
def test_every_file_is_in_the_pack_unchanged(transport: Transport) -> None:
    packed = dict(files_in(transport.pack(envelope(), FILES)))
    assert {file.name: file.content for file in FILES}.items() <= packed.items()


@EACH
def test_the_pack_says_who_asks_whom_what_it_holds_and_what_to_do(transport: Transport) -> None:
    told = told_in(transport)
    assert all(hashlib.sha256(file.content).hexdigest() in told and file.name in told for file in FILES)
    assert all(words in told for words in ("Investigation Department", "Example Provider", "+996 312 000 001", "ABCD-EFGH"))
    assert all(hint in " ".join(told.split()) for hint in transport.hints)


@EACH
def test_the_person_who_carries_it_is_told_in_the_language_of_the_letter(transport: Transport) -> None:
    t = Messages("ru")
    told = " ".join(told_in(transport, "ru").split())
    assert all(t(hint) != hint and t(hint) in told for hint in transport.hints)
    assert t(transport.label) != transport.label
    assert t(transport.pack_label) != transport.pack_label


@EACH
def test_the_same_files_are_the_same_bytes(transport: Transport) -> None:
    first, second = transport.pack(envelope(), FILES), transport.pack(envelope(), FILES)
    if first.media == ZIP:
        assert first.sha256 == second.sha256
    assert first.name == second.name


def test_a_line_break_in_the_subject_adds_no_head_to_the_mail() -> None:
    message = message_from_bytes(transports()["email"].pack(envelope(), FILES).content, policy=default)
    assert message["Bcc"] is None
    assert message["To"] == "le@provider.example"
    assert message["X-Unsent"] == "1"
