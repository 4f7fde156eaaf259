"""Mail: letters of any charset, broken structure, and the quick way reads what the thorough way reads."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bench.readers import mails_with_attachments
from comity.readers import mail
from comity.readers.mail import mail_record, mended, text_of_html
from comity.readers.reader import Source
from tests.readers.reading import read_bytes

SOURCE = Source("x.eml", b"")


def one(head: str, body: bytes) -> mail.Record:
    return mail_record(head.encode() + b"\n\n" + body, "@0+1", SOURCE)


@pytest.mark.parametrize("charset", ["utf-8", "koi8-r", "windows-1251", "utf-16", "iso-8859-5"])
@pytest.mark.parametrize("declared", [True, False])
def test_letters_of_each_charset_are_read(charset: str, declared: bool) -> None:
    text = "Завтра привезу деньги, встречаемся у вокзала в десять часов утра"
    data = base64.encodebytes(text.encode(charset))
    head = "From: a@b\nDate: Mon, 01 Jan 2024 06:04:18 +0600\nContent-Transfer-Encoding: base64\nContent-Type: text/plain"
    record = one(head + (f"; charset={charset}" if declared else ""), data)
    assert record.text == text


def test_text_encoded_twice_is_mended_only_where_the_way_back_is_the_same() -> None:
    assert mended("деньги".encode().decode("cp1252", "ignore"))[0] != ""
    assert mended("Ð´Ð°") == ("да", ["double_encoded_mended"])
    assert mended("Ã¼ber die Brücke") == ("Ã¼ber die Brücke", [])
    assert mended("façade Ñoño") == ("façade Ñoño", [])


def test_a_declared_charset_that_is_wrong_is_told() -> None:
    record = one("From: a@b\nContent-Type: text/plain; charset=utf-8", "встреча завтра в десять".encode("cp1251"))
    assert record.text == "встреча завтра в десять"
    assert record.defects == ["charset_not_as_declared"]


def test_a_mail_of_the_web_gives_its_words_and_fetches_nothing() -> None:
    markup = "<html><style>p{}</style><script>x()</script><p>один<br>два</p><img src='http://192.0.2.1/x.png'> три &lt;</html>"
    assert text_of_html(markup) == "один\nдва\nтри <"


def test_the_quick_way_reads_what_the_thorough_way_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = mails_with_attachments(9)
    quick = read_bytes(data, "a.mbox", tmp_path / "1").events
    assert quick["attrs"].str.contains('"bytes":20000').all()
    monkeypatch.setattr(mail, "_fast", lambda _: None)
    thorough = read_bytes(data, "a.mbox", tmp_path / "2").events
    assert [name for name in quick.columns if not quick[name].equals(thorough[name])] == []


@pytest.mark.parametrize("depth", [50, 3000])
def test_parts_within_parts_end_somewhere(depth: int, tmp_path: Path) -> None:
    out = "From: a@b\nTo: c@d\nDate: Mon, 01 Jan 2024 06:04:18 +0600\n"
    for number in range(depth):
        out += f"Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n"
    found = read_bytes((out + "\nwords").encode(), "deep.eml", tmp_path)
    assert found.entry.is_reconciled
    assert found.entry.records_in == 1


def test_a_time_of_a_mail_keeps_its_offset_and_minus_zero_says_nothing_of_the_place() -> None:
    assert one("From: a@b\nDate: Mon, 01 Jan 2024 06:04:18 +0600", b"x").at[1:4] == (
        "Mon, 01 Jan 2024 06:04:18 +0600",
        "explicit_offset",
        "+06:00",
    )
    assert one("From: a@b\nDate: Mon, 01 Jan 2024 06:04:18 -0000", b"x").at.basis == "stated_utc"
    assert one("From: a@b\nDate: Mon, 01 Jan 2024 06:04:18", b"x").at[0:3:2] == (None, "unknown")
