"""What came back to a case: read in the background, seen, decided about, starred; nothing of it runs, and nobody else sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from comity.analysis.views.choice import Choice
from comity.analysis.views.events import EventRow, rows
from comity.desk.evidence.originals import originals_of
from comity.desk.evidence.production import Production, production_of
from comity.desk.evidence.source_window import window_of
from comity.desk.evidence.words import events_with
from comity.desk.models import Case, Delivery, StoredFile
from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.steps.decide_zone import decide_zone, sources_waiting
from comity.desk.steps.draft_rest import draft_rest, held_against
from comity.desk.steps.events_paper import starred_paper
from comity.desk.steps.follow_evidence import fresh_leads, preserve, take_lead
from comity.desk.steps.mark_events import mark_event, marks_of
from comity.errors import InputError
from tests.desk.office import Office
from tests.desk.production import ZONED, case_with_production, file_answer, read_production

pytestmark = pytest.mark.real_clock


@pytest.fixture
def case(office: Office, tmp_path: Path) -> Iterator[Case]:
    """A case with what came back, read, in a data folder of its own."""
    from django.conf import settings
    from django.test import override_settings

    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, data=tmp_path)):
        yield case_with_production(office)


def shown(office: Office, case: Case) -> Production:
    found = production_of(office.worker(Role.INVESTIGATOR), case)
    assert found is not None
    return found


def events(production: Production, **choice: object) -> list[EventRow]:
    with production.opened() as store:
        return rows(store, Choice(**choice), limit=100)  # type: ignore[arg-type]


def test_every_original_is_read_and_laid_out_copies_are_gone(office: Office, case: Case) -> None:
    production = shown(office, case)
    assert production.coverage()["reconciled"]
    assert len(originals_of(case)) == 3
    assert {production.original(one["source_sha256"]) is not None for one in production.coverage()["files"]} == {True}
    assert not list((production.folder / "originals").iterdir())
    assert len(events(production)) == 6


def test_times_without_a_zone_wait_until_somebody_signs_for_one(office: Office, case: Case) -> None:
    worker = office.worker(Role.INVESTIGATOR)
    production = shown(office, case)
    (waiting,) = sources_waiting(case, production)
    assert (waiting.events, waiting.samples[0], waiting.decided) == (2, "2026-03-03 09:15:00", None)
    ids = [one.event_id for one in events(production, undated=True)]
    with pytest.raises(InputError, match="how it is known"):
        decide_zone(worker, case.pk, waiting.source_sha256, waiting.member_path, "Asia/Bishkek", " ")
    with pytest.raises(InputError):
        decide_zone(worker, case.pk, waiting.source_sha256, waiting.member_path, "Mars/Olympus", "a guess")
    decide_zone(worker, case.pk, waiting.source_sha256, waiting.member_path, "Asia/Almaty", "the provider's letter says so")
    decide_zone(worker, case.pk, waiting.source_sha256, waiting.member_path, "Asia/Bishkek", "the provider's second letter says so")
    assert case.journal.filter(action="evidence.zone").count() == 2
    assert case.source_zones.filter(ended_at=None).get().zone == "Asia/Bishkek"
    read_production(office, case)
    again = shown(office, case)
    assert again.job.pk != production.job.pk
    assert sources_waiting(case, again) == ()
    found = {one.event_id: one for one in events(again)}
    assert [f"{found[id_].ts_utc:%H:%M}" for id_ in ids] == ["03:15", "04:00"]
    assert {found[id_].ts_basis for id_ in ids} == {"case_assumed_zone"}


def test_words_are_found_in_their_forms_and_identifiers_whole(office: Office, case: Case) -> None:
    production = shown(office, case)
    for words in ("кошелек", "реквизит", "КОШЕЛЬКА"):
        (hit,) = events_with(production.views, words, "ru")
        assert hit in {one.event_id for one in events(production, kinds=("message",))}
    assert len(events_with(production.views, "second@example.com", "en")) == 2
    assert len(events_with(production.views, "198.51.100.7", "en")) == 1
    assert events_with(production.views, 'кошелек" OR "x', "ru") == ()


def test_each_event_opens_its_bytes_in_the_original(office: Office, case: Case) -> None:
    worker, production = office.worker(Role.INVESTIGATOR), shown(office, case)
    for one in events(production):
        window = window_of(worker, case, production, one)
        assert window.focus or window.seen.cells
        if one.ip:
            assert one.ip in window.focus
        if one.text:
            assert window.focus.startswith("{")
    assert not list((production.folder.parent / "looking").iterdir())


def test_stars_and_notes_stay_when_everything_is_read_again(office: Office, case: Case) -> None:
    worker, production = office.worker(Role.INVESTIGATOR), shown(office, case)
    one = events(production, kinds=("message",))[0]
    mark_event(worker, case.pk, one, starred=True)
    mark_event(worker, case.pk, one, note="the wallet")
    read_production(office, case)
    (mark,) = marks_of(case).values()
    assert (mark.starred, mark.note, mark.facts["locator"]) == (True, "the wallet", one.locator)
    assert mark.event_id in {again.event_id for again in events(shown(office, case))}


def test_nobody_decides_or_stars_in_a_case_of_others(office: Office, case: Case) -> None:
    one = events(shown(office, case))[0]
    assert office.stranger is not None
    stranger = office.worker(office.stranger)
    with pytest.raises(NotThereError):
        mark_event(stranger, case.pk, one, starred=True)
    with pytest.raises(NotThereError):
        decide_zone(stranger, case.pk, "0" * 64, "x", "UTC", "because")
    with pytest.raises(NotThereError):
        production_of(stranger, case)
    with pytest.raises(RefusedError):
        mark_event(office.worker(Role.AUDITOR), case.pk, one, starred=True)


def test_what_has_not_come_is_asked_for_again_in_one_step(office: Office, case: Case) -> None:
    worker = office.worker(Role.INVESTIGATOR)
    request = case.requests.get()
    request.draft = (
        "request.instrument: pres_provider\nrequest.reference: KG-2026-17\n"
        "data.categories: [login_ip, content]\ndata.date_from: 2026-03-01\ndata.date_to: 2026-03-31\ndata.time_zone: UTC\n"
        "targets:\n- {kind: email, identifier: invented.person@example.com}\n- {kind: email, identifier: nobody.here@example.com}\n"
    )
    request.save()
    (held,) = held_against(case, shown(office, case))
    states = {(row.target, row.category): row.state for row in held.found.rows}
    assert states["invented.person@example.com", "login_ip"] == "received"
    assert states["nobody.here@example.com", "login_ip"] == "missing"
    rest = draft_rest(worker, case.pk, request.pk)
    assert draft_rest(worker, case.pk, request.pk).pk == rest.pk
    assert (rest.follows_id, rest.follows_as) == (request.pk, "remainder")
    assert "KG-2026-17" in rest.draft
    assert "nobody.here@example.com" in rest.draft
    assert office.stranger is not None
    with pytest.raises(NotThereError):
        draft_rest(office.worker(office.stranger), case.pk, request.pk)


def test_what_lies_sealed_is_read_and_shown_and_the_log_tells_it(office: Office, tmp_path: Path) -> None:
    from django.conf import settings
    from django.test import override_settings

    from comity.custody.vault.keys import new_identity
    from comity.custody.vault.vault import Actor, Vault

    identity, delivered = tmp_path / "identity.age", tmp_path / "logins.csv"
    delivered.write_bytes(ZONED)
    Vault.create(tmp_path / "vault", "desk.example/log", [new_identity(identity)])
    with Vault(tmp_path / "vault", identity, seen=tmp_path / "last-seen") as vault:
        (item,), _, note = vault.add([delivered], Actor("Custodian Testova"))
    delivered.unlink()
    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, data=tmp_path, vault=tmp_path / "vault", identity=identity)):
        case = office.case(Role.INVESTIGATOR)
        row = {"id": item.id, "name": item.name, "size": item.size, "sha256": item.sha256, "blake3": item.blake3}
        letter = StoredFile.objects.create(name="x.docx", media="x", size=0, sha256="0" * 64, content=b"", kept_by=case.opened_by)
        Delivery.objects.create(
            request=office.request(case, "sent"), number=1, by="Example Mail Ltd", channel="portal", received_on="2026-11-20",
            receipt=item.id, entry=0, items=[row], checkpoint=str(note), letter=letter, paper=letter, taken_by=case.opened_by,
        )  # fmt: skip
        read_production(office, case)
        worker, production = office.worker(Role.INVESTIGATOR), shown(office, case)
        one = events(production, kinds=("login",))[0]
        window = window_of(worker, case, production, one)
        assert (window.where, window.name) == ("vault", "logins.csv")
        assert "198.51.100.7" in window.focus
        with Vault(tmp_path / "vault", identity) as vault:
            assert len(list(vault.ledger.of_types("read"))) == 2
        readable = [path for path in tmp_path.rglob("*") if path.is_file() and b"51544,invented" in path.read_bytes()]
        assert readable == []
        again = read_production(office, case)
        assert {path.parent.parent.name for path in tmp_path.rglob("event.parquet")} == {str(again.pk)}


def test_what_the_case_did_not_know_becomes_a_lead_and_is_preserved_in_one_step(office: Office, tmp_path: Path) -> None:
    from django.conf import settings
    from django.test import override_settings

    logins = b"time,ip,account,event\n2026-11-01T10:00:00Z,198.51.100.7,new.person.sample@gmail.com,login\n"
    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, data=tmp_path)):
        case = office.case(Role.INVESTIGATOR)
        file_answer(office, case, "logins.csv", logins)
        read_production(office, case)
        worker = office.worker(Role.INVESTIGATOR)
        found = fresh_leads(worker, case, shown(office, case))
        mail = next(one for one in found.leads if one.value == "new.person.sample@gmail.com")
        assert (mail.provider, mail.preservation) == ("google", "yes")
        request = preserve(worker, case.pk, mail.kind.value, mail.value)
        assert request.channel.startswith("preservation")
        assert "new.person.sample@gmail.com" in request.draft
        assert preserve(worker, case.pk, mail.kind.value, mail.value).pk == request.pk
        lead = case.leads.get(value=mail.value)
        assert (lead.state, lead.entry["provider"], lead.source) == ("accepted", "google", mail.rows[0].member_path)
        assert mail.value not in {one.value for one in fresh_leads(worker, case, shown(office, case)).leads}
        assert office.stranger is not None
        with pytest.raises(NotThereError):
            take_lead(office.worker(office.stranger), case.pk, "ipv4", "198.51.100.7")
        with pytest.raises(NotThereError):
            take_lead(worker, case.pk, "email", "never.came@gmail.com")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_was_starred_goes_into_the_dossier_with_its_place_and_digest(office: Office, case: Case, language: str) -> None:
    import io

    from docx import Document

    worker, production = office.worker(Role.INVESTIGATOR, language=language), shown(office, case)
    with pytest.raises(InputError):
        starred_paper(worker, case.pk, "docx")
    chosen = [*events(production, kinds=("message",)), *events(production, undated=True)[:1]]
    for one in chosen:
        mark_event(worker, case.pk, one, starred=True)
    mark_event(worker, case.pk, chosen[0], note="a remark of the analyst")
    document = Document(io.BytesIO(starred_paper(worker, case.pk, "docx")))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for one in chosen:
        assert one.locator in text
        assert one.source_sha256 in text
    assert "a remark of the analyst" in text
    assert "2026-03-02 16:00:00 +06:00" in text
    assert "2026-03-02 10:00:00 UTC" in text
    assert "2026-03-03 09:15:00" in text, "a time without a zone is told as it is written"
    assert starred_paper(worker, case.pk, "pdf").startswith(b"%PDF")
    assert case.journal.filter(action="evidence.exported").count() == 2
