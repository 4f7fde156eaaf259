"""The invented providers of the exercises: a training register knows them, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.leads.context import Context
from comity.leads.marks import marks_of
from comity.leads.recognise import recognise
from comity.providers.catalog import Catalog
from comity.training.library import Library
from comity.training.world import provider_id, rows, world, write_world


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    overlay = tmp_path_factory.mktemp("world")
    write_world(overlay, Library())
    return Catalog.open(overlay)


def test_each_has_its_own_name_and_addresses_and_none_of_its_twin(catalog: Catalog) -> None:
    for id_, invented in world().providers.items():
        row, twin = catalog[provider_id(id_)], catalog[invented.twin]
        assert "simulated" in row.name
        assert row.law_enforcement_contact.email != twin.law_enforcement_contact.email
        assert all(one.endswith(".example") for one in (*row.recognise.domains, *row.recognise.mail_domains, *row.recognise.url_hosts))
        for address in (row.law_enforcement_contact.portal_url, f"https://{(row.law_enforcement_contact.email or '').partition('@')[2]}"):
            assert address is None or ".example" in address
        assert twin.name not in str(rows(Library())[provider_id(id_)]["legal_entity"])


def test_what_an_exercise_tells_is_recognised_as_its_own_provider(catalog: Catalog) -> None:
    context = Context(marks=marks_of(catalog.marks_data()))
    told = {"https://palaver.example/u/stone.river.zz": "sp_palaver", "kit.drop@kurier.example": "sp_kurier"}
    for text, provider in told.items():
        assert {one.provider for one in recognise(text, context)} == {provider}


def test_terms_of_preservation_are_those_that_the_counterpart_answers_by(catalog: Catalog) -> None:
    assert (catalog["sp_palaver"].preservation.days, catalog["sp_palaver"].preservation.extension_days) == (90, 90)


def test_the_shipped_catalogue_knows_none_of_them() -> None:
    assert not {provider_id(id_) for id_ in world().providers} & set(Catalog.open())


def test_the_files_are_the_same_each_time(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in write_world(tmp_path, Library())}
    assert {path.name: path.read_bytes() for path in write_world(tmp_path, Library())} == first
    assert len(first) == len(world().providers)
