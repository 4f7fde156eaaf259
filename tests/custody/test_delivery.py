"""What came from a provider: its lists of digests, its signatures, and what the log says of them. The signing is done by other programs."""

import hashlib
import io
import os
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysequoia import SignatureMode, Tsk, encrypt, sign

from comity.custody.delivery.delivery import Delivery, Trust, Verdict
from comity.custody.delivery.hash_lists import is_hash_list, read_hash_list
from comity.custody.delivery.take_in import CHECKED, DELIVERY, Receipt, take_in, take_in_arrived
from comity.custody.vault.spool import SealedSpool
from comity.custody.vault.vault import Vault
from comity.errors import InputError
from tests.custody.conftest import OFFICER

CAME = Delivery("Example Mail Ltd", "portal", request="KG-2026-1/2", reference="LER-77")
PASSWORD = b"carried on paper"
SECRET = b"subscriber: nobody in particular\n"

pytestmark = pytest.mark.real_clock


@pytest.fixture
def opened(vault, identity):
    with Vault(vault, identity) as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "production"
    path.mkdir()
    return path


@pytest.fixture(scope="module")
def provider() -> Tsk:
    return Tsk.generate("Provider <signing@provider.example>")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority's certificate, a signer's that it vouches for, and the signer's key, made by OpenSSL."""
    path = tmp_path_factory.mktemp("x509")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=path, check=True, capture_output=True)

    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-days",
        "30",
        "-subj",
        "/CN=Root of Example",
    )
    openssl(
        "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "signer.key", "-out", "signer.csr", "-subj", "/CN=Records Desk/O=Example Mail"
    )
    (path / "extensions").write_text("keyUsage=digitalSignature,nonRepudiation\nextendedKeyUsage=emailProtection\n")
    openssl(
        *("x509", "-req", "-in", "signer.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
        *("-out", "signer.pem", "-days", "30", "-extfile", "extensions"),
    )
    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "other.key",
        "-out",
        "other.pem",
        "-days",
        "30",
        "-subj",
        "/CN=Somebody Else",
    )
    openssl(
        "pkcs12", "-export", "-inkey", "signer.key", "-in", "signer.pem", "-certfile", "ca.pem", "-out", "signer.p12", "-passout", "pass:x"
    )
    return path


def public(key: Tsk) -> bytes:
    return str(key.extract_certificate()).encode()


def verdicts(receipt: Receipt) -> list[tuple[str, str, str]]:
    return [(check.kind, Path(check.name).name, check.verdict.value) for check in receipt.checks]


ONE, TWO = hashlib.sha256(b"one").hexdigest(), hashlib.sha256(b"two").hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}  a.txt\n{TWO} *b/c d.txt\n",
        f"{ONE.upper()}\ta.txt\r\n{TWO}\tb\\c d.txt\r\n",
        f"SHA256 (a.txt) = {ONE}\nSHA2-256(b/c d.txt)= {TWO}\n",
        f"%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n## Invoked\n3,{ONE},a.txt\n3,{TWO},b/c d.txt\n",
        f'File,SHA-256\na.txt,{ONE}\n"b/c d.txt",{TWO}\n',
        f"Имя файла;Размер;SHA256\na.txt;3;{ONE}\nb/c d.txt;3;{TWO}\n",
        f"Algorithm   Hash   Path\n---------   ----   ----\nSHA256   {ONE.upper()}   a.txt\nSHA256   {TWO}   b\\c d.txt\n",
        f"SHA256 hash of a.txt:\r\n{ONE}\r\nCertUtil: -hashfile command completed.\r\nSHA256 hash of file b/c d.txt:\r\n{TWO}\r\n",
        f"We enclose two files.\n\nFile: a.txt\nSize: 3\nSHA-256: {ONE}\n\nFile name: b/c d.txt\nSHA256 Hash Value: {TWO}\n",
        f'[{{"name": "a.txt", "sha256": "{ONE}"}}, {{"name": "b/c d.txt", "SHA-256": "{TWO}"}}]',
        f'{{"a.txt": "{ONE}", "b/c d.txt": "{TWO}"}}',
        f"a.txt: {ONE}\nb/c d.txt = {TWO}\n",
        f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{ONE}  a.txt\n{TWO}  b/c d.txt\n-----BEGIN PGP SIGNATURE-----\n\nx\n",
    ],
)
def test_the_forms_in_which_senders_state_digests(text):
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), b"\xff\xfe" + text.encode("utf-16-le")):
        claims = read_hash_list(data)
        assert [(claim.name.replace("\\", "/"), claim.algorithm, claim.digest) for claim in claims] == [
            ("a.txt", "sha256", ONE),
            ("b/c d.txt", "sha256", TWO),
        ]


@pytest.mark.parametrize(
    "name", ["SHA256SUMS", "x/md5sum.txt", "manifest-sha256.txt", "letter.pdf.sha256", "hashes.csv", "a.MD5", "hash_list.txt"]
)
def test_lists_are_known_by_their_names(name):
    assert is_hash_list(name)
    assert not is_hash_list(name + ".zip")


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(str.encode)
    | st.text('{}[]",:0123456789abcdef \n=()*', max_size=300).map(str.encode)
)
def test_whatever_is_given_as_a_list_is_read_or_passed_over(data):
    assert all(len(claim.digest) in {32, 40, 56, 64, 96, 128} and claim.name for claim in read_hash_list(data))


def test_files_are_held_against_the_list_that_came_with_them(opened, folder):
    (folder / "same.csv").write_bytes(b"same")
    (folder / "changed.csv").write_bytes(b"changed")
    (folder / "renamed.csv").write_bytes(b"renamed")
    (folder / "extra.csv").write_bytes(b"extra")
    stated = {"same.csv": b"same", "changed.csv": b"as it was", "out/OLD.csv": b"renamed", "gone.csv": b"gone"}
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in stated.items()]
    (folder / "SHA256SUMS").write_text("".join(lines) + "51037a4a37730f52c8732586d3aaa316  same.csv\n")  # MD5
    receipt = take_in(opened, [folder], CAME, OFFICER)
    assert verdicts(receipt) == [
        ("hash_list", "same.csv", "holds"),
        ("hash_list", "changed.csv", "differs"),
        ("hash_list", "renamed.csv", "holds"),
        ("hash_list", "gone.csv", "not_delivered"),
        ("hash_list", "same.csv", "holds"),
        ("hash_list", "extra.csv", "unlisted"),
    ]
    assert receipt.is_grave
    assert "line 2 states" in next(check.text for check in receipt.checks if check.verdict is Verdict.DIFFERS)


def test_a_list_that_came_apart_is_kept_as_well(opened, folder, tmp_path):
    (folder / "a").write_bytes(b"one")
    (tmp_path / "from the letter.txt").write_text(f"File: production/a\nSHA-256: {ONE}\n")
    receipt = take_in(opened, [folder], CAME, OFFICER, lists=[tmp_path / "from the letter.txt"])
    assert verdicts(receipt) == [("hash_list", "a", "holds")]
    assert {item.name for item in opened.items()} == {"production/a", "from the letter.txt"}


def test_the_delivery_and_what_was_found_stand_in_the_log_once(opened, folder):
    (folder / "a").write_bytes(b"one")
    (folder / "b").write_bytes(b"two")
    (folder / "list.sha256").write_text(f"{ONE}  a\n{ONE}  b\n")
    receipt = take_in(opened, [folder], CAME, OFFICER)
    size = opened.ledger.size
    again = take_in(opened, [folder], CAME, OFFICER)
    assert (again.id, again.entry, again.checks) == (receipt.id, receipt.entry, receipt.checks)
    assert opened.ledger.size == size
    assert all(item.state == "known" for item in again.items)
    events = [opened.sealer.open_event(stored.id, stored.sealed)[0] for stored in opened.ledger.of_types(DELIVERY, CHECKED)]
    assert events[0]["details"] == {
        "by": CAME.by,
        "channel": "portal",
        "request": "KG-2026-1/2",
        "reference": "LER-77",
        "items": "3",
        "bytes": str(receipt_bytes(receipt)),
    }
    assert events[1]["details"]["holds"] == "1"
    assert (events[2]["details"]["verdict"], events[2]["item"]) == (
        "differs",
        next(item.id for item in receipt.items if item.name.endswith("/b")),
    )
    assert opened.prove_event(receipt.id).index == receipt.entry


def receipt_bytes(receipt: Receipt) -> int:
    return sum(item.size for item in receipt.items)


@pytest.mark.parametrize(("by", "channel", "place"), [("", "portal", "by"), ("Example", "pigeon", "channel")])
def test_who_delivered_and_how_must_be_said(opened, folder, by, channel, place):
    with pytest.raises(InputError) as raised:
        take_in(opened, [folder], Delivery(by, channel), OFFICER)
    assert raised.value.place == place


def gpg_signed(folder: Path, home: Path, key: Tsk) -> None:
    """Let GnuPG sign from outside, and in clear text."""
    home.mkdir(mode=0o700)
    (home / "key").write_bytes(bytes(key))

    def gpg(*arguments: str) -> None:
        command = ["gpg", "--homedir", str(home), "--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", ""]
        subprocess.run([*command, *arguments], cwd=folder, check=True, capture_output=True)

    try:
        gpg("--import", str(home / "key"))
        gpg("--detach-sign", "archive.bin")
        gpg("--armor", "--output", "second.bin.asc", "--detach-sign", "second.bin")
        gpg("--clearsign", "--output", "letter.asc", "letter.txt")
    finally:
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, capture_output=True)


def test_openpgp_signatures_by_another_program(opened, folder, tmp_path, provider):
    (folder / "archive.bin").write_bytes(os.urandom(3 << 20))
    (folder / "second.bin").write_bytes(b"second")
    (folder / "letter.txt").write_text("Please find enclosed.\n")
    gpg_signed(folder, tmp_path / "gnupg", provider)
    (folder / "letter.txt").unlink()
    receipt = take_in(opened, [folder], CAME, OFFICER, trust=Trust(openpgp=(public(provider),)))
    assert verdicts(receipt) == [
        ("openpgp", "archive.bin", "holds"),
        ("openpgp", "letter.asc", "holds"),
        ("openpgp", "second.bin", "holds"),
    ]
    assert {check.signer for check in receipt.checks} == {provider.extract_certificate().fingerprint.upper()}
    assert receipt.checks[0].against == "production/archive.bin.sig"
    assert receipt.checks[0].at.endswith("Z")


def test_a_changed_file_an_unknown_key_and_unsigned_words_are_told(opened, folder, provider):
    other = Tsk.generate("Other <other@example.com>")
    (folder / "a.bin").write_bytes(b"changed")
    (folder / "a.bin.sig").write_bytes(sign(provider.signer(), b"as signed", mode=SignatureMode.DETACHED))
    (folder / "b.bin").write_bytes(b"b")
    (folder / "b.bin.sig").write_bytes(sign(other.signer(), b"b", mode=SignatureMode.DETACHED))
    clear = sign(provider.signer(), b"signed words\n", mode=SignatureMode.CLEAR)
    (folder / "c.txt").write_bytes(clear + b"\nand a line that nobody signed\n")
    (folder / "d.txt").write_bytes(clear.replace(b"signed words", b"forged words"))
    (folder / "e.bin.sig").write_bytes(b"\x89\x01\x33 no signature")
    (folder / "e.bin").write_bytes(b"e")
    receipt = take_in(opened, [folder], CAME, OFFICER, trust=Trust(openpgp=(public(provider),)))
    assert verdicts(receipt) == [
        ("openpgp", "a.bin", "broken"),
        ("openpgp", "b.bin", "unknown_signer"),
        ("openpgp", "c.txt", "broken"),
        ("openpgp", "d.txt", "broken"),
        ("openpgp", "e.bin", "broken"),
    ]
    assert "nobody signed" in receipt.checks[2].text
    without = take_in(opened, [folder / "a.bin", folder / "a.bin.sig"], CAME, OFFICER)
    assert [check.verdict for check in without.checks] == [Verdict.UNKNOWN_SIGNER]


def test_a_locked_message_opens_with_the_password_that_came_apart_and_nothing_plain_is_left(opened, folder, vault, provider):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("records.csv", SECRET)
    (folder / "records.zip.gpg").write_bytes(
        encrypt(packed.getvalue(), passwords=[PASSWORD.decode()], signer=provider.signer(), armor=False)
    )
    recipient = Tsk.generate("Office <office@example.org>")
    (folder / "to-us.asc").write_bytes(encrypt(SECRET, recipients=[recipient.extract_certificate()]))
    trust = Trust(openpgp=(public(provider), str(recipient).encode()), passwords=(b"wrong", PASSWORD))
    receipt = take_in(opened, [folder], CAME, OFFICER, trust=trust)
    assert verdicts(receipt) == [("openpgp_message", "records.zip.gpg", "holds"), ("openpgp_message", "to-us.asc", "holds")]
    assert "signed within" in receipt.checks[0].text
    locked = take_in(opened, [folder], CAME, OFFICER, trust=Trust(passwords=(b"wrong",)))
    assert {check.verdict for check in locked.checks} == {Verdict.LOCKED}
    on_disk = b"".join(path.read_bytes() for path in vault.rglob("*") if path.is_file())
    assert SECRET not in on_disk
    assert packed.getvalue() not in on_disk
    assert PASSWORD not in on_disk


MAIL = "Content-Type: text/plain; charset=utf-8\n\nPlease find enclosed what you asked for.\n"


def smime(office: Path, path: Path, *arguments: str, signer: str = "signer") -> bytes:
    (path / "mail.txt").write_text(MAIL)
    command = ["openssl", "cms", "-sign", "-in", str(path / "mail.txt"), "-signer", f"{signer}.pem", "-inkey", f"{signer}.key", *arguments]
    return subprocess.run(command, cwd=office, check=True, capture_output=True).stdout


def test_signed_mail_and_signed_data_by_another_program(opened, folder, tmp_path, office):
    head = b"From: records@provider.example\nTo: desk@office.example\n"
    (folder / "detached.eml").write_bytes(head + smime(office, tmp_path))
    (folder / "wrapped.eml").write_bytes(head + smime(office, tmp_path, "-nodetach"))
    (folder / "changed.eml").write_bytes((head + smime(office, tmp_path)).replace(b"enclosed", b"attached"))
    (folder / "stranger.eml").write_bytes(head + smime(office, tmp_path, signer="other"))
    (folder / "data.bin").write_bytes(MAIL.replace("\n", "\r\n").encode())
    (folder / "data.bin.p7s").write_bytes(smime(office, tmp_path, "-outform", "DER"))
    (folder / "plain.eml").write_bytes(head + b"\nno signature\n")
    receipt = take_in(opened, [folder], CAME, OFFICER, trust=Trust(roots=((office / "ca.pem").read_bytes(),)))
    assert verdicts(receipt) == [
        ("smime", "changed.eml", "broken"),
        ("cms", "data.bin", "holds"),
        ("smime", "detached.eml", "holds"),
        ("smime", "stranger.eml", "unknown_signer"),
        ("smime", "wrapped.eml", "holds"),
    ]
    assert "Records Desk" in receipt.checks[2].signer
    known = take_in(opened, [folder / "stranger.eml"], CAME, OFFICER, trust=Trust(roots=((office / "other.pem").read_bytes(),)))
    assert verdicts(known) == [("smime", "stranger.eml", "holds")]


def test_mail_that_openpgp_signed(opened, folder, provider):
    content = MAIL.replace("\n", "\r\n")
    made = sign(provider.signer(), content.encode(), mode=SignatureMode.DETACHED).decode()
    mail = (
        'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="=-x"\r\n\r\n'
        f"--=-x\r\n{content}\r\n--=-x\r\nContent-Type: application/pgp-signature\r\n\r\n{made}\r\n--=-x--\r\n"
    )
    (folder / "mail.eml").write_text(mail, newline="")
    (folder / "forged.eml").write_text(mail.replace("asked", "begged"), newline="")
    receipt = take_in(opened, [folder], CAME, OFFICER, trust=Trust(openpgp=(public(provider),)))
    assert verdicts(receipt) == [("smime", "forged.eml", "broken"), ("smime", "mail.eml", "holds")]


def signed_paper(office: Path) -> bytes:
    import pikepdf
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, sign_pdf
    from pyhanko.sign.signers import SimpleSigner

    plain = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(plain)
    signer = SimpleSigner.load_pkcs12(str(office / "signer.p12"), passphrase=b"x")
    return sign_pdf(IncrementalPdfFileWriter(plain), PdfSignatureMetadata(field_name="Sig", md_algorithm="sha256"), signer).getvalue()


def test_signed_papers(opened, folder, office):
    paper = signed_paper(office)
    (folder / "a.pdf").write_bytes(paper)
    place = paper.index(b"/MediaBox")
    (folder / "changed.pdf").write_bytes(paper[:place] + b"/Mediabox" + paper[place + 9 :])
    (folder / "unsigned.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    roots = ((office / "ca.pem").read_bytes(),)
    receipt = take_in(opened, [folder], CAME, OFFICER, trust=Trust(roots=roots))
    assert verdicts(receipt) == [("pdf", "a.pdf", "holds"), ("pdf", "changed.pdf", "broken")]
    assert "covers: entire file" in receipt.checks[0].text
    unknown = take_in(opened, [folder / "a.pdf"], CAME, OFFICER)
    assert verdicts(unknown) == [("pdf", "a.pdf", "unknown_signer")]


@pytest.mark.parametrize("name", ["x.pdf", "x.eml", "x.p7m", "x.asc", "x.txt.sig"])
def test_hostile_files_are_taken_in_and_end_no_check(opened, folder, name):
    heads = {
        "x.pdf": b"%PDF-1.7\n/ByteRange [0 1 2 3]\nxref\n0 99999999\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
        "x.eml": b'Content-Type: multipart/signed; boundary="a"\n\n--a\n' + b"\n--a" * 500,
        "x.p7m": bytes.fromhex("308006092a864886f70d010702a080") + b"0\x80" * 3000,
        "x.asc": b"-----BEGIN PGP MESSAGE-----\n\n" + b"A" * 5000,
        "x.txt.sig": b"\xc2\xff\xff\xff\xff\xff",
    }
    (folder / name).write_bytes(heads[name])
    (folder / "x.txt").write_bytes(b"x")
    receipt = take_in(opened, [folder], CAME, OFFICER)
    assert len(receipt.items) == 2
    assert not {check.verdict for check in receipt.checks} & {Verdict.HOLDS, Verdict.UNKNOWN_SIGNER}


@pytest.mark.parametrize("size", [0, 5, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (3 << 20) + 7])
def test_what_arrives_as_a_stream_is_sealed_as_it_came(opened, tmp_path, size):
    data = os.urandom(size)
    spool = SealedSpool(tmp_path / "arriving")
    for start in range(0, size, 65_536):
        spool.write(data[start : start + 65_536])
    receipt = take_in_arrived(opened, [("records.bin", spool)], CAME, OFFICER)
    (item,) = receipt.items
    assert (item.size, item.sha256, item.state) == (size, hashlib.sha256(data).hexdigest(), "new")
    assert b"".join(opened.read(item.id)) == data
    again = take_in_arrived(opened, [("records.bin", spool)], CAME, OFFICER)
    assert [(one.id, one.state) for one in again.items] == [(item.id, "known")]
    assert list((tmp_path / "arriving").iterdir() if (tmp_path / "arriving").exists() else []) == []
    spool.close()


def test_what_waits_in_the_spool_is_sealed(tmp_path, monkeypatch):
    import tempfile

    made = []
    regular = tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **named: made.append(regular(**named)) or made[-1])
    spool = SealedSpool(tmp_path)
    spool.write(b"plain evidence " * 200_000)
    made[0].seek(0)
    assert b"plain evidence" not in made[0].read()
    assert spool.seek(-7, os.SEEK_END) == spool.size - 7
    assert spool.read() == b"vidence "[-7:]
    assert spool.seek((1 << 20) - 3) == spool.tell()
    assert spool.read(6) == (b"plain evidence " * 80_000)[(1 << 20) - 3 : (1 << 20) + 3]
    spool.seek(0)
    assert spool.read() == b"plain evidence " * 200_000
    spool.close()


@given(
    st.lists(st.sampled_from([b"\n", b"a\n", b"x" * 70_000, b"y" * ((1 << 20) - 1), b"zz"]), max_size=8),
    st.sampled_from([-1, 1, 3, 1 << 20]),
)
@settings(max_examples=30, deadline=None)
def test_lines_are_read_as_from_any_file(pieces, size):
    spool, file = SealedSpool(), io.BytesIO(b"".join(pieces))
    for piece in pieces:
        spool.write(piece)
    spool.seek(0)
    for _ in range(40):
        assert spool.readline(size) == file.readline(size)
        assert spool.tell() == file.tell()
    spool.close()


def test_the_command_tells_what_differs_and_writes_the_letter(comity, folder, tmp_path):
    (folder / "a").write_bytes(b"one")
    (folder / "SHA256SUMS").write_text(f"{TWO}  a\n")
    came = ["--from", "Example Mail Ltd", "--channel", "email", "--request", "KG-2026-1/2"]
    code, answer = comity("vault", "add", str(folder), *came, "--acknowledge", str(tmp_path / "letters"), "--office", "Office")
    assert code == 1
    assert [check["verdict"] for check in answer["delivery"]["checks"]] == ["differs"]
    paper = next(path for path in answer["delivery"]["letters"] if path.endswith(".pdf"))
    text = subprocess.run(["pdftotext", "-layout", paper, "-"], check=True, capture_output=True, text=True).stdout
    for said in ("Example Mail Ltd", "KG-2026-1/2", answer["delivery"]["id"], "confirm the digest", "differs from what the sender stated"):
        assert said in text
    (folder / "SHA256SUMS").write_text(f"{ONE}  a\n")
    assert comity("vault", "add", str(folder), *came)[0] == 0


def test_an_item_of_a_delivery_proves_from_whom_it_came(comity, folder, tmp_path):
    (folder / "a").write_bytes(b"one")
    _, answer = comity("vault", "add", str(folder), "--from", "Example Mail Ltd", "--channel", "portal", "--request", "KG-2026-1/2")
    _, proof = comity("vault", "prove", answer["items"][0]["id"], "--out", str(tmp_path / "proof"))
    _, judged = comity("verify", "item", str(folder / "a"), "--proof", proof["proof"], "--key", proof["keys"][0])
    assert judged["ok"]
    assert any("request KG-2026-1/2; delivered by Example Mail Ltd (portal)" in reason["text"] for reason in judged["reasons"])


@pytest.mark.parametrize("option", [["--hashes", "x"], ["--channel", "portal"], ["--ca", "x"]])
def test_a_delivery_needs_somebody_who_delivers(comity, folder, option):
    import click

    with pytest.raises(click.UsageError, match="--from NAME"):
        comity("vault", "add", str(folder), *option)
