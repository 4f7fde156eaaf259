"""Papers about evidence that was handed out, from the vault to a signature that another program checks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import jsonschema_rs
import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from comity.cli.main import run as run_program
from comity.documents.pdf_check import check_pdf
from comity.model.time import system_clock

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas" / "commands"
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, PASSWORD = "4711", "a password"
WHO = ("--by", "A. Sample", "--office", "Custodian, Unit 9 (exercise)", "--date", "2026-11-21")


Comity = Callable[..., "Told"]


class Told(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Comity:
    """Run a command as the command line does."""

    def call(*arguments: object) -> Told:
        try:
            code = run_program([str(one) for one in arguments])
        except SystemExit as left:
            code = int(left.code or 0)
        return Told(code, *capfd.readouterr())

    return call


@pytest.fixture
def bag(run: Comity, tmp_path: Path) -> Path:
    """A bag of two items, taken in and handed out by the command line."""
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (evidence / "письмо.txt").write_text("тайна", encoding="utf-8")
    (evidence / "logins.csv").write_text("at,ip\n2026-11-01T00:00:00Z,203.0.113.5\n", encoding="utf-8")
    vault, identity = tmp_path / "vault", tmp_path / "identity.age"
    places = ("--vault", vault, "--identity", identity)
    assert run("vault", "init", *places, "--origin", "custody.example/unit9").code == 0
    added = json.loads(run("vault", "add", *places, evidence, "--actor", "B. Officer", "--json").out)
    ids = [item["id"] for item in added["items"]]
    out = tmp_path / "bag"
    handed = run("vault", "export", *places, *ids, "--out", out, "--actor", "A. Sample", "--reason", "request 12/3", "--case", "9-2026")
    assert handed.code == 0, handed.err
    return out


def text_of(pdf: Path) -> str:
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize("form", ["certificate", "protocol"])
def test_the_papers_name_every_item_with_its_digest_and_the_bag_still_holds(run: Comity, bag: Path, form: str) -> None:
    made = run("certificate", bag, "--form", form, *WHO, "--json")
    assert made.code == 0, made.err
    document = json.loads(made.out)
    schema = json.loads((SCHEMAS / "certificate.schema.json").read_text(encoding="utf-8"))
    assert [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(document)] == []
    assert len(document["files"]) == 4
    digests = [line.split()[0] for line in (bag / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()]
    for language in ("en", "ru"):
        pdf = bag / "papers" / f"{form}.{language}.pdf"
        assert all(digest in text_of(pdf) for digest in digests)
        assert [mark.name for mark in check_pdf(pdf.read_bytes(), pdf.name).marks if not mark.ok] == []
        assert (bag / "papers" / f"{form}.{language}.docx").read_bytes().startswith(b"PK")
    judge = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bagit", "--validate", str(bag)], check=False, capture_output=True, text=True
    )
    assert judge.returncode == 0, judge.stderr


def test_the_paper_says_whether_the_keys_came_on_another_way(run: Comity, bag: Path, tmp_path: Path) -> None:
    run("certificate", bag, *WHO, "--lang", "en")
    assert "takenfromthefolderitself" in text_of(bag / "papers" / "certificate.en.pdf")
    key = tmp_path / "published.txt"
    key.write_bytes((bag / "keys.txt").read_bytes())
    made = run("certificate", bag, "--form", "protocol", *WHO, "--lang", "en", "--key", key)
    assert made.code == 0, made.err
    assert "knownonanotherwaythanthefolder" in text_of(bag / "papers" / "protocol.en.pdf")


@pytest.mark.parametrize("touched", ["data", "checkpoint", "proofs", "provenance.jsonld"])
def test_nothing_is_certified_about_a_bag_that_does_not_hold(run: Comity, bag: Path, touched: str) -> None:
    path = bag / touched
    victim = path if path.is_file() else next(one for one in sorted(path.rglob("*")) if one.is_file())
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    made = run("certificate", bag, *WHO)
    assert made.code == 3, made.err
    assert not (bag / "papers").exists()


def test_a_paper_is_not_written_over_another(run: Comity, bag: Path) -> None:
    assert run("certificate", bag, *WHO).code == 0
    before = (bag / "papers" / "certificate.en.pdf").read_bytes()
    again = run("certificate", bag, *WHO)
    assert again.code == 2
    assert (bag / "papers" / "certificate.en.pdf").read_bytes() == before


@pytest.mark.parametrize("arguments", [("--date", "21.11.2026"), ("--p12", "no-such-file.p12")])
def test_bad_input_is_named(run: Comity, bag: Path, arguments: tuple[str, str]) -> None:
    made = run("certificate", bag, "--by", "A", "--office", "B", *arguments)
    assert made.code == 2
    assert not (bag / "papers").exists()


def test_a_folder_that_is_no_bag_is_refused(run: Comity, tmp_path: Path) -> None:
    made = run("certificate", tmp_path, "--key", "custody.example/x+00000000+AQ==", *WHO)
    assert made.code == 2


def certificate_for(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A. Sample (exercise)")])
    now = system_clock()
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(4711).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return made.add_extension(usage, critical=True).sign(key, hashes.SHA256())


def signed_by(pdf: Path) -> str:
    """What poppler's checker of signatures says: a program that is not ours."""
    return subprocess.run(["pdfsig", "-nocert", str(pdf)], check=False, capture_output=True, text=True).stdout


def test_a_certificate_is_signed_with_a_key_from_a_file(run: Comity, bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    path = tmp_path / "key.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"k", key, certificate_for(key), None, BestAvailableEncryption(PASSWORD.encode()))
    )
    monkeypatch.setenv("COMITY_P12_PASSWORD", "another")
    refused = run("certificate", bag, *WHO, "--p12", path)
    assert refused.code == 2
    monkeypatch.setenv("COMITY_P12_PASSWORD", PASSWORD)
    made = run("certificate", bag, *WHO, "--lang", "en", "--p12", path)
    assert made.code == 0, made.err
    pdf = bag / "papers" / "certificate.en.pdf"
    told = signed_by(pdf)
    assert "Signature is Valid" in told
    assert "ETSI.CAdES.detached" in told
    assert "Total document signed" in told
    assert "A. Sample (exercise)" in told
    assert [mark.name for mark in check_pdf(pdf.read_bytes(), pdf.name).marks if not mark.ok] == []
    changed = bytearray(pdf.read_bytes())
    changed[2000] ^= 1
    pdf.write_bytes(changed)
    assert "Signature is Valid" not in signed_by(pdf)


def test_a_certificate_is_signed_by_a_token_that_keeps_its_key(
    run: Comity, bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = tmp_path / "tokens"
    tokens.mkdir()
    settings = tmp_path / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n", encoding="utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private, public = tmp_path / "key.pem", tmp_path / "certificate.der"
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private.write_bytes(pem)
    public.write_bytes(certificate_for(key).public_bytes(serialization.Encoding.DER))
    module = ["pkcs11-tool", "--module", str(SOFTHSM), "--token-label", "unit9", "--login", "--pin", PIN]
    for command in (
        ["softhsm2-util", "--init-token", "--free", "--label", "unit9", "--pin", PIN, "--so-pin", PIN],
        ["softhsm2-util", "--import", str(private), "--token", "unit9", "--label", "custodian", "--id", "01", "--pin", PIN],
        [*module, "--write-object", str(public), "--type", "cert", "--label", "custodian", "--id", "01"],
    ):
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"SOFTHSM2_CONF": str(settings)})
    signing = ("--lang", "ru", "--pkcs11", SOFTHSM, "--token", "unit9", "--certificate-label", "custodian")
    monkeypatch.setenv("COMITY_PKCS11_PIN", "0000")
    assert run("certificate", bag, *WHO, *signing).code == 2
    monkeypatch.setenv("COMITY_PKCS11_PIN", PIN)
    made = run("certificate", bag, *WHO, *signing)
    assert made.code == 0, made.err
    assert "Signature is Valid" in signed_by(bag / "papers" / "certificate.ru.pdf")
