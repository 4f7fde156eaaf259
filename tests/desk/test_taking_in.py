"""What was delivered goes from the browser into the vault: sealed, compared, acknowledged, held against what was asked; certified later."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Vault
from comity.desk.journal.chain import check
from comity.desk.models import Delivery, EvidenceRequest, JournalEntry
from comity.desk.rights.roles import Role
from comity.desk.steps.file_answer import tally
from comity.model.time import system_clock
from tests.desk.office import Office
from tests.desk.test_answers import TWO_TARGETS, sent, today

RECORDS = b"time;address\n2026-03-14T08:11:00Z;203.0.113.7\n" * 60_000
"""More than fits into one piece of a sealed spool."""


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Path]:
    """A vault that the register is set up with."""
    identity = tmp_path / "identity.age"
    Vault.create(tmp_path / "vault", "desk.example/log", [new_identity(identity)])
    told = replace(settings.CONFIGURATION, data=tmp_path, vault=tmp_path / "vault", identity=identity)
    with override_settings(CONFIGURATION=told):
        yield tmp_path


def form(**more: object) -> dict[str, object]:
    """What the form sends."""
    listed = f"{hashlib.sha256(RECORDS).hexdigest()}  records.csv\n".encode()
    return {
        "by": "Example Mail Ltd",
        "channel": "portal",
        "received": today().isoformat(),
        "reference": "LER-77",
        "file": [SimpleUploadedFile("records.csv", RECORDS), SimpleUploadedFile("SHA256SUMS", listed)],
        **more,
    }


def take_in(office: Office, request: EvidenceRequest, **more: object) -> Delivery:
    client = office.client(Role.INVESTIGATOR)
    answer = client.post(f"/requests/{request.pk}/take-in/", form(**more))
    assert answer.status_code == 302, answer.content.decode()
    found = Delivery.objects.get(request=request, number=answer.headers["Location"].rstrip("/").rsplit("/", 1)[-1])
    assert client.get(answer.headers["Location"]).status_code == 200
    return found


def test_what_is_uploaded_is_sealed_checked_acknowledged_and_filed(office: Office, vault: Path) -> None:
    request = sent(office, draft=TWO_TARGETS)
    delivery = take_in(office, request, code="partial", **{"item.0": "received", "item.1": "missing"})
    assert (delivery.items[0]["name"], delivery.items[0]["sha256"]) == ("records.csv", hashlib.sha256(RECORDS).hexdigest())
    assert [(row["kind"], row["verdict"]) for row in delivery.checks] == [("hash_list", "holds")]
    assert delivery.outcome is not None
    assert [row.state for row in tally(request)] == ["received", "missing", "", ""]
    with Vault(vault / "vault", vault / "identity.age") as opened:
        assert b"".join(opened.read(delivery.items[0]["id"])) == RECORDS
        proof = opened.prove_event(delivery.receipt)
        assert proof.index == delivery.entry
        assert b"Example Mail Ltd" in (proof.extra or b"")
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=bytes(delivery.paper.content), check=True, capture_output=True
    ).stdout.decode()
    assert "Example Mail Ltd" in text
    assert "one@mail.example login_ip" in text, "what was asked and did not come is asked for again"
    entry = JournalEntry.objects.filter(action="request.taken_in").get()
    assert entry.facts["receipt"] == delivery.receipt
    assert check().holds


def test_nothing_readable_of_it_rests_on_the_disk(office: Office, vault: Path) -> None:
    take_in(office, sent(office))
    files = [path for path in vault.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"203.0.113.7" in path.read_bytes()]
    assert list((vault / "arriving").iterdir()) == []


def test_sent_again_it_is_known_and_the_register_has_one_row(office: Office, vault: Path) -> None:  # noqa: ARG001 - it is set up
    request = sent(office)
    first = take_in(office, request)
    assert take_in(office, request).pk == first.pk
    Delivery.objects.filter(pk=first.pk).delete()  # as after a stop between vault and register
    assert take_in(office, request).receipt == first.receipt


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"file": []}, "choose what was delivered"),
        ({"channel": "pigeon"}, "by which channel"),
        ({"by": " "}, "who delivered"),
        ({"received": (system_clock() + timedelta(days=90)).date().isoformat()}, "has not come yet"),
        ({"pgp_key": SimpleUploadedFile("key.asc", b"no key")}, "no OpenPGP key"),
        ({"ca": SimpleUploadedFile("ca.pem", b"no certificate")}, "no certificate"),
    ],
)
def test_what_cannot_be_taken_in_is_told_on_the_form(office: Office, vault: Path, change: dict[str, object], told: str) -> None:  # noqa: ARG001
    request = sent(office)
    answer = office.client(Role.INVESTIGATOR).post(f"/requests/{request.pk}/take-in/", form(**change))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Delivery.objects.exists()


def test_without_a_vault_the_page_says_how_to_get_one(office: Office) -> None:
    request = sent(office)
    answer = office.client(Role.INVESTIGATOR).get(f"/requests/{request.pk}/take-in/")
    assert "comity vault init" in answer.content.decode()


def test_a_draft_takes_nothing_in(office: Office, vault: Path) -> None:  # noqa: ARG001 - it is set up
    case = office.case(Role.INVESTIGATOR)
    request = office.request(case)
    assert office.client(Role.INVESTIGATOR).post(f"/requests/{request.pk}/take-in/", form()).status_code == 403


def test_evidence_is_certified_without_leaving_the_vault(office: Office, vault: Path, tmp_path: Path) -> None:  # noqa: ARG001
    request = sent(office)
    delivery = take_in(office, request)
    client = office.client(Role.INVESTIGATOR)
    page = client.get(f"/cases/{request.case.pk}/custody/").content.decode()
    assert delivery.items[0]["id"] in page
    item = delivery.items[0]["id"]
    answer = client.post(f"/cases/{request.case.pk}/custody/certificate/", {"form": "certificate", "item": [item], "office": "Unit 9"})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert RECORDS[:40] not in b"".join(archive.read(name) for name in archive.namelist())
        archive.extractall(tmp_path / "papers")
    (tmp_path / "records.csv").write_bytes(RECORDS)
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "papers" / "certificate.en.pdf"), "-"], check=True, capture_output=True
    ).stdout.decode()
    assert "Every item was read from the vault again" in text
    assert "delivered by Example Mail Ltd" in " ".join(text.split())
    key = (tmp_path / "papers" / "keys.txt").read_text().splitlines()[0]
    command = [sys.executable, "papers/tools/verify.py", "item", "records.csv", "--proof", f"papers/proofs/{item}.tlog-proof", "--key", key]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0


def test_only_items_of_the_case_are_certified(office: Office, vault: Path) -> None:  # noqa: ARG001 - it is set up
    request = sent(office)
    take_in(office, request)
    client = office.client(Role.INVESTIGATOR)
    for items in ([], ["0" * 32]):
        answer = client.post(f"/cases/{request.case.pk}/custody/certificate/", {"form": "certificate", "item": items})
        assert answer.status_code == 400


def test_large_bodies_wait_sealed_in_the_server() -> None:
    from waitress.buffers import OverflowableBuffer

    from comity.custody.vault.spool import SealedSpool
    from comity.desk.sealed_bodies import seal_what_waits

    seal_what_waits()
    buffer = OverflowableBuffer(1000)
    pieces = [os.urandom(70_000) for _ in range(40)]
    for piece in pieces:
        buffer.append(piece)
    assert isinstance(buffer.getfile(), SealedSpool)
    whole = b"".join(pieces)
    assert len(buffer) == len(whole)
    assert buffer.get(90_000, skip=True) + buffer.getfile().read() == whole
    buffer.close()


def test_what_was_taken_in_is_read_from_the_vault(office: Office, vault: Path) -> None:  # noqa: ARG001 - it is set up
    from comity.desk.evidence.originals import originals_of

    request = sent(office)
    delivery = take_in(office, request)
    assert [(one.place, one.id) for one in originals_of(request.case)] == [("vault", row["id"]) for row in delivery.items]
