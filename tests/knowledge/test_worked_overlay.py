"""The worked overlay of the how-to page opens the route that the page says, for as long as the page says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from comity.law.book import Law
from comity.law.legal_basis import LegalBasis
from comity.law.state_rules import executes_without_treaty, mla_languages

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "overlay.md"
FILES = re.compile(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", re.DOTALL)
ON = date(2026, 11, 21)


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """Write the files of the page."""
    found = FILES.findall(PAGE.read_text(encoding="utf-8"))
    assert len(found) == 3
    for name, text in found:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "bishkek"


def palermo(law: Law, on: date) -> LegalBasis:
    return next(basis for basis in law.bases("KG", "US", on) if basis.treaty == "untoc")


def test_the_recorded_check_opens_the_convention_until_its_shelf_life_ends(overlay: Path) -> None:
    law = Law.open(overlay)
    assert not palermo(Law.open(), ON).is_open
    assert palermo(law, ON).is_open
    assert palermo(law, date(2027, 5, 19)).is_open
    assert not palermo(law, date(2027, 5, 20)).is_open


def test_the_overridden_rules_are_firm(overlay: Path) -> None:
    shipped, own = Law.open().states["KG"], Law.open(overlay).states["KG"]
    assert mla_languages(shipped, ON).weak
    assert mla_languages(own, ON).value.accepted == ("ky", "ru")
    assert not [ground for ground in executes_without_treaty(own, ON).grounds if ground.provenance.source is None]
    assert executes_without_treaty(shipped, ON).value == "unknown"
    assert executes_without_treaty(own, ON).value == "on_reciprocity"


def test_a_field_of_a_contact_has_its_own_source(overlay: Path) -> None:
    office = Law.open(overlay).authorities["us-central_authority_mla-033"]
    assert office.contact.email == "liaison@central-authority.example"
    assert office.provenance("contact.email").source == "letter of the liaison officer, no. 12/2026"
    assert (
        office.provenance("contact.address").source == "https://www.ogc.pa.gov/Extradition/Pages/Office-of-International-Affairs-(OIA).aspx"
    )
