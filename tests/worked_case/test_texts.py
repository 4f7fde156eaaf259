"""What is told in the worked case, and what is found in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from comity.desk.steps.prepare_requests import FoundLead, Workbench
from comity.law.book import Law
from comity.text.extract import extract
from tools.worked_case import FOLDER, NAMES, build

WANTED = {
    ("handle", "@teskey_prime_sample", "telegram"),
    ("handle", "@teskey.prime_sample", "instagram"),
    ("email", "teskey.prime.sample@gmail.com", "google"),
    ("url", "https://lk.teskey-prime.example/login", None),
    ("domain", "teskey-prime.example", None),
    ("ipv4", "203.0.113.77", None),
    ("phone", "+996550000042", None),
    ("card", "401288******1881", None),
    ("tron", "TYndZ5eqyhPXCwETS6jcFtEsVt6XgQfQdS", None),
    ("tron", "TQdzcsHwbk8sfKhTzMj1gLrE3XfdDB3a6D", None),
    ("txid", "11d2acfb912762f52768b6f58c291bf35e2f30e06fb491e24caccb3869933d51", None),
    ("txid", "25fc6005540b839b605b2b57d7984b41bbc7b159e815c887e865aa8d859524d3", None),
    ("txid", "47e9676758fb11a85736691c035ad71832393deb81a78ee926faf6dd7bcb84e8", None),
    ("txid", "188ac3208dcca33c3d4646c49a3054acc77f37cdbce97ac811702eba135f52ae", None),
}
OF_THE_VICTIM = {("phone", "+996700000017"), ("email", "a.asanova@pochta.example")}


@pytest.fixture(scope="module")
def leads() -> tuple[FoundLead, ...]:
    """The leads of both texts."""
    return Workbench.open("en").find_leads([FOLDER / f"{name}.docx" for name in NAMES], country="KG", zone="Asia/Bishkek")


def test_every_lead_that_the_case_turns_on_is_found_with_its_provider(leads: tuple[FoundLead, ...]) -> None:
    found = {(lead.identifier.kind.value, lead.identifier.value, lead.identifier.provider) for lead in leads}
    assert found >= WANTED


def test_nothing_is_found_that_is_not_there(leads: tuple[FoundLead, ...]) -> None:
    found = {(lead.identifier.kind.value, lead.identifier.value) for lead in leads}
    beside = {(kind, value) for kind, value in found if kind in {"hash", "account_id"}}
    assert found - {(kind, value) for kind, value, _ in WANTED} - beside == OF_THE_VICTIM


def test_no_display_name_is_taken_for_an_identifier(leads: tuple[FoundLead, ...]) -> None:
    shown = ("Мадина", "Куратор", "Тимур", "TESKEY PRIME", "Эрмек", "Аналитик")
    assert not [lead for lead in leads if any(name in lead.identifier.raw for name in shown)]


def test_a_card_is_masked_wherever_it_is_told(leads: tuple[FoundLead, ...]) -> None:
    for lead in leads:
        for told in (lead.identifier.raw, lead.identifier.value, lead.identifier.reason):
            assert "40128888" not in re.sub(r"\D", "", told)


def test_the_address_has_time_and_port_in_the_notes_and_not_in_the_statement(leads: tuple[FoundLead, ...]) -> None:
    [told, noted] = [lead for lead in leads if lead.identifier.value == "203.0.113.77"]
    assert told.source == "statement.docx"
    assert {"no_port", "no_time"} <= set(told.identifier.notes)
    assert noted.identifier.port == 51544
    assert noted.identifier.at is not None
    assert noted.identifier.at.utc is not None
    assert noted.identifier.at.utc.isoformat() == "2026-11-04T15:47:05+00:00"


def test_the_transfers_of_the_table_have_their_utc_times(leads: tuple[FoundLead, ...]) -> None:
    times = {
        lead.identifier.value[:8]: lead.identifier.at.utc.isoformat()
        for lead in leads
        if lead.source == "case-notes.docx" and lead.identifier.kind.value == "txid" and lead.identifier.at and lead.identifier.at.utc
    }
    assert times == {
        "11d2acfb": "2026-10-19T13:22:41+00:00",
        "25fc6005": "2026-10-23T08:05:18+00:00",
        "47e96767": "2026-11-03T14:16:27+00:00",
        "188ac320": "2026-11-04T03:12:33+00:00",
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_word_file_says_what_its_markdown_says(name: str) -> None:
    markdown = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert (FOLDER / f"{name}.docx").read_bytes() == build(markdown)
    told = re.sub(r"\s+", " ", extract(FOLDER / f"{name}.docx").text)
    for line in markdown.splitlines():
        for piece in line.lstrip("># ").strip().strip("|").split(" | "):
            assert re.sub(r"\s+", " ", piece.strip()) in told


def test_names_and_networks_are_of_the_kinds_that_nobody_owns() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.suffix in {".md", ".yaml"})
    addresses = re.findall(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])", text)
    assert {address.rpartition(".")[0] for address in addresses} <= {"203.0.113", "198.51.100", "192.0.2"}
    mailboxes = set(re.findall(r"[\w.]+@[a-z0-9.-]+\.[a-z]+", text))
    assert mailboxes == {"a.asanova@pochta.example", "e.jumabaev@unit9.bishkek.example", "teskey.prime.sample@gmail.com"}
    assert {site.rpartition(".")[2] for site in re.findall(r"(?<![@\w])(?:[a-z0-9-]+\.)*teskey-prime\.[a-z]+", text)} == {"example"}


def test_the_article_that_is_cited_was_read_and_the_penalty_is_its_own() -> None:
    [row] = [row for row in Law.open().offences["computer_fraud"].national if row.code == "KG"]
    assert (row.article, row.confidence) == ("209", "read")
    assert row.penalty is not None
    assert "5-7" in (row.penalty.large_years or "")
    cited = set()
    for path in FOLDER.iterdir():
        if path.suffix in {".md", ".yaml"}:
            cited |= set(re.findall(r"(?:Article|[Сс]тать\w*|ст\.)\s*№?\s*(\d+)", path.read_text(encoding="utf-8")))
    assert cited == {"209", "18"}  # the second is of the UN convention


def test_the_samples_lie_in_the_package() -> None:
    assert FOLDER.parent.parent.name == "comity"
    assert {path.name for path in FOLDER.iterdir()} == {
        "README.md",
        "answers.yaml",
        "case.yaml",
        *(f"{name}{suffix}" for name in NAMES for suffix in (".md", ".docx")),
    }
    assert Path(FOLDER).is_dir()
