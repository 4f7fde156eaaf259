"""The raw material became the project's files, and nothing was lost on the way."""

from __future__ import annotations

import hashlib
import json

from comity.law.book import Law
from comity.providers.catalog import Catalog
from tests.knowledge.rebuilt import OWN_INSTRUMENTS, OWN_STATES, leaves, raw, rebuilt

RAW_LEAVES = 34_949
RAW_SHA256 = "8fc3e98012e1c7272befbc1bca3c451e0be7edb1c3012582a1d216e1ae1a8198"
"""SHA-256 of all raw leaves, as JSON of the sorted pairs (path, value); a deliberate change of a shipped fact changes it."""


def test_the_files_hold_every_leaf_of_the_raw_material() -> None:
    ours = leaves(rebuilt())
    assert len(ours) == RAW_LEAVES
    assert hashlib.sha256(json.dumps(sorted(ours.items()), ensure_ascii=False).encode()).hexdigest() == RAW_SHA256


def test_the_files_agree_with_the_raw_material_beside_the_repository() -> None:
    """Leaf by leaf, where the raw material lies beside the repository; elsewhere the digest above stands for it."""
    ours = leaves(rebuilt())
    beside = raw()
    theirs = leaves(beside) if beside else ours
    assert {path: (value, ours.get(path, "missing")) for path, value in theirs.items() if ours.get(path, "missing") != value} == {}
    assert theirs.keys() == ours.keys()


def test_the_counts_hold() -> None:
    law, catalog = Law.open(), Catalog.open()
    assert len(catalog) == 84
    assert len(law.treaties) == 39
    assert len(law.states.keys() - {code.upper() for code in OWN_STATES}) == 52
    assert len(law.authorities) == 97
    assert len(law.networks) == 7
    assert len(law.resources) == 4
    assert len(law.offences) == 20
    assert len(law.safeguards) == 26
    assert len(law.instruments.keys() - OWN_INSTRUMENTS) == 35
    assert law.instruments.keys() >= OWN_INSTRUMENTS
    assert len(law.facts) == 266
    assert len(law.outcomes) == 67
    assert len(law.time_limits) == 47
    assert len(law.sources) == 71


def test_every_row_reaches_its_type() -> None:
    """The counts of rows within the files: parties, articles, national offences, identifier forms, figures."""
    law, catalog = Law.open(), Catalog.open()
    assert sum(len(treaty.parties) for treaty in law.treaties.values()) == 723
    assert sum(len(treaty.articles) for treaty in law.treaties.values()) == 184
    assert sum(len(treaty.declarations) for treaty in law.treaties.values()) == 30
    assert sum(len(offence.national) for offence in law.offences.values()) == 177
    assert sum(len(safeguard.sources) for safeguard in law.safeguards.values()) == 102
    assert sum(len(row.required_facts) for name, row in law.instruments.items() if name not in OWN_INSTRUMENTS) == 739
    assert sum(len(provider.identifiers) for provider in catalog.values()) == 304
    assert sum(len(provider.recognise.url_patterns) for provider in catalog.values()) == 36
    assert sum(len(provider.transparency) for provider in catalog.values()) == 137
    assert sum(len(provider.retention) for provider in catalog.values()) == 111


def test_every_outcome_speaks_english_and_russian() -> None:
    for outcome in Law.open().outcomes.values():
        assert outcome.text.en
        assert outcome.text.ru
        assert any("а" <= letter <= "я" for letter in outcome.text.ru.lower()), outcome.code
