"""New leads of a production: what the case knew is left out, each has provider, moment, port, clocks and the records that name it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from comity.model.identifier import IdentifierKind
from comity.providers.catalog import Catalog
from comity.routing.case_shape import CaseEntry, LeadEntry
from comity.routing.new_leads import NewLeads, lead_entry, new_leads
from tests.analysis import productions

pytestmark = pytest.mark.real_clock
AT = datetime(2024, 3, 1, 6, 0, tzinfo=UTC)
ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {
        "a.SubscriberInfo.html": productions.subscriber_page(
            "104500000000000000001", {"Name": "Аа Бб", "e-Mail": "target@gmail.com", "Recovery e-Mail": "second@mail.ru"}
        ),
        "cdr.csv": productions.calls(
            [productions.call(AT, "77010000001", "77020000002", imei="490154203237518"), productions.call(AT, "77010000001", "102")]
        ),
        "b/Activities.csv": (
            b"Gaia ID,Activity Timestamp,IP Address,Proxied Host IP Address,Is Non-routable IP Address,Activity Country,Activity Region,"
            b"Activity City,User Agent String,Product Name,Sub-Product Name,Activity Type,Gmail Access Channel\r\n"
            b"104500000000000000001,2024-02-01T08:00:00Z,192.0.2.7,,No,KZ,,,x,Gmail,,Login,\r\n"
            b"104500000000000000001,2024-02-02T08:00:00Z,10.0.0.7,,No,KZ,,,x,Gmail,,Login,\r\n"
        ),
        "logins.csv": productions.logins(
            [("u1", AT, "192.0.2.9:5001"), ("u1", AT + timedelta(days=1), "192.0.2.9"), ("u1", AT + timedelta(days=2), "192.0.2.8")]
        ),
        "_chat.txt": "[05.03.2024, 10:00:00] Аа: пиши мне в телеграм @new_person_77 или на third@yahoo.com\n"
        "[05.03.2024, 10:01:00] Бб: деньги на TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC\n".encode(),
    }
    return productions.store_of(tmp_path_factory.mktemp("leads"), files, "Asia/Almaty")


def _case(*leads: LeadEntry) -> CaseEntry:
    return CaseEntry(requesting_state="KZ", date=ON, leads=list(leads))


@pytest.fixture(scope="module")
def found(store: Path) -> NewLeads:
    known = _case(LeadEntry(value="+7 701 000 00 01"), LeadEntry(value="target@gmail.com"), LeadEntry(value="192.0.2.8"))
    return new_leads(store, known, Catalog.open(), on=ON, in_words=True)


def test_what_the_case_knew_is_left_out_and_said(found: NewLeads) -> None:
    assert found.known == ("+77010000001", "192.0.2.8", "target@gmail.com")
    assert not {lead.value for lead in found.leads} & set(found.known)


def test_identifiers_of_columns_fields_and_words_become_leads(found: NewLeads) -> None:
    told = {(lead.kind.value, lead.value) for lead in found.leads}
    assert {
        ("phone", "+77020000002"), ("account_id", "104500000000000000001"), ("email", "second@mail.ru"), ("imei", "490154203237518"),
        ("imsi", "401010000000001"), ("ipv4", "192.0.2.7"), ("ipv4", "192.0.2.9"), ("handle", "@new_person_77"),
        ("email", "third@yahoo.com"), ("tron", "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC"),
    } <= told  # fmt: skip
    assert ("ipv4", "10.0.0.7") not in told
    assert found.left_out["private_address"] == 1
    assert found.left_out["own_file_only"] >= 2


def test_an_address_is_asked_for_at_a_moment_that_has_a_port(found: NewLeads) -> None:
    lead = next(one for one in found.leads if one.value == "192.0.2.9")
    assert (lead.at, lead.port, lead.events) == (AT, 5001, 2)
    assert "no_port" in next(one for one in found.leads if one.value == "192.0.2.7").notes


def test_a_further_identifier_of_somebody_known_says_so(found: NewLeads) -> None:
    by_value = {lead.value: lead for lead in found.leads}
    assert by_value["401010000000001"].known_holder == ("+77010000001",)
    assert by_value["104500000000000000001"].known_holder == ("target@gmail.com",)
    assert by_value["+77020000002"].known_holder == ()


def test_provider_clocks_and_preservation_come_from_the_catalogue(found: NewLeads) -> None:
    lead = next(one for one in found.leads if one.value == "104500000000000000001")
    assert lead.provider == "google"
    assert [clock.category for clock in lead.clocks] == ["subscriber", "login_ip", "traffic", "content"]
    assert lead.preservation in {"yes", "conditional"}
    assert lead.preserved_until
    assert lead.preserved_until > ON
    assert next(one for one in found.leads if one.value == "second@mail.ru").provider == "mailru"
    assert next(one for one in found.leads if one.value == "@new_person_77").provider == "telegram"


def test_every_lead_points_to_records(found: NewLeads) -> None:
    assert [lead.value for lead in found.leads if not lead.rows] == []
    entry = lead_entry(next(one for one in found.leads if one.value == "192.0.2.9"))
    assert (entry.at, entry.port, entry.kind) == ("2024-03-01T06:00:00Z", 5001, IdentifierKind.IPV4)
    assert entry.note
    assert "logins.csv" in entry.note


def test_without_a_case_everything_is_new_and_words_are_left_alone(store: Path) -> None:
    found = new_leads(store, _case(), Catalog.open(), on=ON)
    assert found.known == ()
    assert (found.words_read, found.words_left) == (0, 0)
    assert "@new_person_77" not in {lead.value for lead in found.leads}
