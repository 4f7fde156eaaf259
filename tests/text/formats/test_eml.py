"""Mail: headers, text, links that hide in the web version, attachments one level deep."""

from __future__ import annotations

from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest

from comity.text.extract import extract

# Real malformed messages, laid beside the project where they are to be had.
MESSAGES = Path(__file__).resolve().parents[4] / "shared" / "testdata" / "returns" / "cpython_email"


def _mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Инвест <support@invest.example>"
    mail["To"] = "victim@example.org"
    mail["Subject"] = "Ваш счёт заблокирован"
    mail["Received"] = "from mx.example ([203.0.113.7]) by mail.example.org; Sun, 1 Mar 2026 10:00:00 +0600"
    mail["DKIM-Signature"] = "v=1; b=AAAA"
    mail.set_content("Перейдите по ссылке https://bank.example/login")
    return mail


def test_headers_are_decoded_and_placed() -> None:
    found = extract("x", _mail().as_bytes())
    assert "Subject: Ваш счёт заблокирован" in found.text
    assert "Перейдите по ссылке" in found.text
    assert "AAAA" not in found.text
    assert found.place_at(found.text.index("203.0.113.7")) == "header Received"
    assert found.place_at(found.text.index("Перейдите")) == "message"


def test_links_that_hide_in_the_web_version_are_added() -> None:
    mail = _mail()
    mail.add_alternative(
        '<p>Перейдите по <a href="https://phish.example/x">ссылке</a> <a href="https://bank.example/login">или</a></p>', subtype="html"
    )
    found = extract("x", mail.as_bytes())
    assert found.text.count("Перейдите") == 1
    assert found.text.count("<https://phish.example/x>") == 1
    assert found.text.count("https://bank.example/login") == 1


def test_a_web_version_alone_is_the_text() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "x"
    mail.set_content('<b>Hello</b> <a href="https://phish.example/">bank</a>', subtype="html")
    assert "Hello bank <https://phish.example/>" in extract("x", mail.as_bytes()).text


def test_attachments_are_read_one_level_deep_and_failures_noted() -> None:
    inner = _mail()
    inner.add_attachment(b"deep", maintype="application", subtype="octet-stream", filename="deep.txt")
    mail = _mail()
    mail.add_attachment(
        "счёт;сумма;дата\nA1;100;2026-03-01\nA2;200;2026-03-02\n".encode("cp1251"), maintype="text", subtype="csv", filename="платежи.csv"
    )
    mail.add_attachment(b"\xff\xd8\xff\xe0 photo", maintype="image", subtype="jpeg", filename="photo.jpg")
    mail.add_attachment(inner)
    found = extract("x", mail.as_bytes())
    assert found.place_at(found.text.index("A2")) == "attachment платежи.csv!A3"
    assert any("photo.jpg" in note and "picture" in note for note in found.notes)
    assert any("too deep" in note and "deep.txt" in note for note in found.notes)
    assert found.text.count("Перейдите") == 2


def test_a_mailbox_file_is_read_whole() -> None:
    data = b"".join(b"From a@example.org Sun Mar  1 10:00:00 2026\n" + _mail().as_bytes() + b"\n\n" for _ in range(3))
    found = extract("x.mbox", data)
    assert found.text.count("Перейдите") == 3
    assert str(found.place_at(found.text.rindex("Перейдите"))).startswith("message 3")


@pytest.mark.parametrize(
    "header",
    [
        "=?utf-8?B?not base64!?=",
        "=?no-such-charset?Q?x=FF?=",
        "=?utf-8?Q?=?=",
        "=?=?=?=",
        '"\\',
        "a" * 5000,
        "\x00\x01",
        "=?koi8-r?B?8NLJ18XU?= tail",
    ],
)
def test_odd_headers_stay_as_they_stand(header: str) -> None:
    data = f"From: a@example.org\nTo: b@example.org\nSubject: {header}\nDate: x\n\nbody\n".encode()
    assert "body" in extract("x", data).text


def test_an_unknown_charset_falls_back_on_the_look_of_the_letters() -> None:
    data = (
        b"From: a@example.org\nTo: b@example.org\nSubject: x\nContent-Type: text/plain; charset=x-unknown\n\n"
        + "Прошу сохранить данные".encode("koi8-r")
    )
    assert "Прошу сохранить данные" in extract("x", data).text


def test_nested_parts_without_end_are_text_or_an_error() -> None:
    data = b"From: a@example.org\nTo: b@example.org\nSubject: x\n"
    for number in range(600):
        data += f"Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n".encode()
    from comity.errors import InputError

    with suppress(InputError):
        extract("x", data + b"Content-Type: text/plain\n\nend\n")


@pytest.mark.parametrize("path", sorted(MESSAGES.glob("*.txt")) or [None], ids=lambda path: path.name if path else "none")
def test_malformed_messages_from_elsewhere_are_read(path: Path | None) -> None:
    if path is not None:
        assert extract(path).text.strip()
