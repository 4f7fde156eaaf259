"""Packs: what is in them, who made and sent them, and that they open in other programs."""

from __future__ import annotations

import email
import hashlib
import io
import zipfile
from email import policy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.desk.models import Dispatch, EvidenceRequest
from comity.desk.rights.refusal import NotThereError, ProofNeededError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.steps import approve as approving
from comity.desk.steps.pack_request import MOST_BYTES, make_pack
from comity.desk.steps.send_and_track import record_sent
from comity.errors import InputError
from comity.exchange.contents import table
from comity.model.time import system_clock
from tests.desk.office import Office, submittable_draft


def approved(office: Office, **more: object) -> EvidenceRequest:
    """An approved request."""
    case = office.case(Role.INVESTIGATOR, Role.UNIT_HEAD)
    request = office.request(case, draft=submittable_draft(), **more)
    approving.submit(office.worker(Role.INVESTIGATOR), request.pk)
    return approving.approve(office.worker(Role.UNIT_HEAD), request.pk)


@pytest.mark.parametrize("way", ["portal", "post"])
def test_a_pack_is_a_zip_with_the_letter_the_table_and_the_list_of_all_digests(office: Office, way: str) -> None:
    request = approved(office)
    dispatch = make_pack(office.worker(Role.INVESTIGATOR), request.pk, way, [("Scan подпись.pdf", "application/pdf", b"%PDF-1.7 scan")])
    content = bytes(dispatch.pack.content)
    assert hashlib.sha256(content).hexdigest() == dispatch.pack.sha256
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        listed = archive.read("CONTENTS.txt").decode()
        for row in dispatch.files:
            assert hashlib.sha256(archive.read(row["name"])).hexdigest() == row["sha256"]
            assert row["sha256"] in listed
    names = [row["name"] for row in dispatch.files]
    assert [name.rsplit(".", 1)[-1] for name in names] == ["pdf", "pdf", "csv"]
    assert ("lers.google.com" in listed) == (way == "portal" or way == "post")


def test_an_email_pack_opens_as_a_draft_with_its_attachments(office: Office) -> None:
    request = approved(office, addressee="Telegram FZ-LLC", addressee_id="telegram")
    dispatch = make_pack(office.worker(Role.INVESTIGATOR), request.pk, "email")
    message = email.message_from_bytes(bytes(dispatch.pack.content), policy=policy.default)
    assert message["X-Unsent"] == "1"
    attached = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert {row["name"]: row["sha256"] for row in dispatch.files} == {
        name: hashlib.sha256(content).hexdigest() for name, content in attached.items()
    }
    body = message.get_body(preferencelist=("plain",))
    assert body is not None
    assert all(row["sha256"] in body.get_content() for row in dispatch.files)


def test_the_same_pack_is_recorded_with_who_what_and_when(office: Office) -> None:
    request = approved(office)
    worker = office.worker(Role.INVESTIGATOR)
    dispatch = make_pack(worker, request.pk, "portal")
    sent = record_sent(worker, request.pk, way="portal", on=system_clock().date(), reference="REF-1", pack=dispatch.number)
    left = Dispatch.objects.get(pk=dispatch.pk)
    assert (left.sent_by, left.reference, left.version) == (worker.person, "REF-1", sent.sent["version"])
    assert sent.sent["sha256"] == dispatch.pack.sha256
    entry = request.case.journal.filter(action="request.sent").get()
    assert entry.facts["sha256"] == dispatch.pack.sha256
    with pytest.raises(NotThereError):
        record_sent(worker, approved_again(office, request).pk, way="portal", on=system_clock().date(), pack=99)


def approved_again(office: Office, request: EvidenceRequest) -> EvidenceRequest:
    """Another approved request of the same case."""
    return office.request(request.case, "approved", draft=submittable_draft())


@pytest.mark.parametrize("state", ["draft", "submitted", "closed"])
def test_nothing_is_packed_before_it_is_approved(office: Office, state: str) -> None:
    request = office.request(office.case(Role.INVESTIGATOR), state, draft=submittable_draft())
    with pytest.raises(RefusedError):
        make_pack(office.worker(Role.INVESTIGATOR), request.pk, "portal")


def test_a_pack_needs_a_fresh_proof_and_no_exercise(office: Office) -> None:
    request = approved(office)
    with pytest.raises(ProofNeededError):
        make_pack(office.worker(Role.INVESTIGATOR, is_fresh=False), request.pk, "portal")
    exercise = office.request(office.case(Role.INVESTIGATOR, number="t", training=True), "approved", draft=submittable_draft())
    with pytest.raises(RefusedError, match="exercise"):
        make_pack(office.worker(Role.INVESTIGATOR), exercise.pk, "portal")


def test_papers_that_are_too_large_are_refused_and_nothing_is_kept(office: Office) -> None:
    request = approved(office)
    with pytest.raises(InputError, match="too large"):
        make_pack(office.worker(Role.INVESTIGATOR), request.pk, "portal", [("big.pdf", "application/pdf", bytes(MOST_BYTES + 1))])
    assert not request.dispatches.exists()


def test_a_request_without_a_form_leaves_with_the_offices_own_letter(office: Office) -> None:
    request = office.request(office.case(Role.INVESTIGATOR), "approved", draft="instrument: of_the_office\n", instrument="of_the_office")
    worker = office.worker(Role.INVESTIGATOR)
    with pytest.raises(InputError, match="no letter"):
        make_pack(worker, request.pk, "post")
    own = ("letter.pdf", "application/pdf", b"%PDF-1.7")
    assert [row["name"] for row in make_pack(worker, request.pk, "post", [own]).files] == ["letter.pdf", "identifiers.csv"]


@pytest.mark.parametrize("cell", ["=1+1", "+7 996", "-1", "@x", "\t=1"])
def test_no_spreadsheet_runs_what_an_identifier_says(cell: str) -> None:
    assert table([[cell]]).decode("utf-8-sig").lstrip('"').startswith("'")


def test_with_a_vault_the_letter_is_registered_and_its_slip_travels_along(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess
    import sys
    from dataclasses import replace

    comity = str(Path(sys.executable).parent / "comity")
    vault, identity = tmp_path / "vault", tmp_path / "identity.age"
    made = subprocess.run(
        [comity, "vault", "init", "--vault", str(vault), "--identity", str(identity), "--origin", "desk.example/log"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, vault=vault, identity=identity))
    request = approved(office)
    dispatch = make_pack(office.worker(Role.INVESTIGATOR), request.pk, "portal")
    assert dispatch.slip["code"].count("-") == 2
    with zipfile.ZipFile(io.BytesIO(bytes(dispatch.pack.content))) as archive:
        archive.extractall(tmp_path)
        letter = next(name for name in archive.namelist() if name.endswith(".pdf"))
        assert dispatch.slip["code"] in archive.read("CONTENTS.txt").decode()
    done = subprocess.run(
        [comity, "verify", "slip", str(tmp_path / "verification.slip"), "--request", str(tmp_path / letter), "--key", dispatch.slip["key"],
         "--on", system_clock().date().isoformat() + "T23:59:59Z"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_in_the_browser_a_pack_is_made_taken_and_recorded(office: Office) -> None:
    request = approved(office)
    client = office.client(Role.INVESTIGATOR)
    answer = client.post(f"/requests/{request.pk}/packs/", {"way": "portal", "file": SimpleUploadedFile("order.pdf", b"%PDF-1.7 order")})
    assert answer.headers["Location"].endswith("#sending")
    pack = client.post(f"/requests/{request.pk}/packs/1/")
    assert pack.headers["Content-Disposition"].endswith('portal.zip"')
    assert "lies ready" in client.get(f"/requests/{request.pk}/").content.decode()
    client.post(f"/requests/{request.pk}/do/sent/", {"way": "portal", "on": system_clock().date().isoformat(), "pack": "1"})
    assert EvidenceRequest.objects.get(pk=request.pk).sent["pack"] == 1
    assert "left on" in client.get(f"/requests/{request.pk}/").content.decode()
