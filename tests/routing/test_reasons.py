"""Every code and every sentence of a route: known to the knowledge base where it closes, said in both languages, filled completely."""

from __future__ import annotations

import re
from importlib.resources import files
from string import Formatter

import pytest

from comity.law.book import Law
from comity.model.category import ChannelKind, DataCategory
from comity.model.route import RouteState
from comity.routing import flags, words
from comity.routing.answer_text import STATES
from comity.routing.reasons import REASONS
from comity.text.catalogue import read_catalogue
from tests.routing.law_case import answer_of, law_cases

RUSSIAN = read_catalogue(
    (files("comity.text") / "locales" / "ru" / "LC_MESSAGES" / "comity.po").read_text(encoding="utf-8"), place="ru"
).singles
SENTENCES = {
    **{f"reason {name}": kind.words for name, kind in REASONS.items()},
    **{f"flag {name}": text for name, text in flags.WORDS.items()},
    **{f"yields {name}": text for name, text in words.YIELDS.items()},
    **{f"signs {name}": text for name, text in words.SIGNS.items()},
    **{f"category {name}": text for name, text in words.CATEGORIES.items()},
    **{f"channel {name}": text for name, text in words.CHANNELS.items()},
    **{f"state {name}": text for name, text in STATES.items()},
}


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_said_in_russian_with_the_same_fields(name: str):
    english = SENTENCES[name]
    russian = RUSSIAN.get(english)
    assert russian, english
    assert fields(russian) == fields(english)
    assert re.search("[а-яё]", russian), russian


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_what_closes_a_route_carries_an_outcome_code():
    closing = {kind.code for kind in REASONS.values() if kind.weakens is RouteState.CLOSED}
    assert closing <= set(Law.open().outcomes)


def test_codes_are_stable_words():
    assert all(re.fullmatch(r"[a-z0-9_]+", kind.code) for kind in REASONS.values())
    assert all(re.fullmatch(r"[a-z0-9_]+", code) for code in flags.WORDS)


def test_every_category_and_channel_has_a_name():
    assert set(words.CATEGORIES) == set(DataCategory)
    assert set(words.CHANNELS) == set(ChannelKind)


@pytest.mark.parametrize("row", [row for _, row in law_cases()], ids=lambda row: row["name"])
def test_no_answer_leaves_a_sentence_unfilled_or_in_the_wrong_language(row, tmp_path):
    _, english = answer_of(row, tmp_path / "en", "en")
    _, russian = answer_of(row, tmp_path / "ru", "ru")
    assert [one.state for one in english.routes] == [one.state for one in russian.routes]
    assert [[why.code for why in one.reasons] for one in english.routes] == [[why.code for why in one.reasons] for one in russian.routes]
    assert [(step.when, step.route) for step in english.plan] == [(step.when, step.route) for step in russian.plan]
    texts = (
        [why.text for one in russian.routes for why in one.reasons]
        + [step.text for step in russian.plan]
        + [one.text for one in russian.not_possible]
    )
    for text in texts:
        assert "{" not in text, text
        assert re.search("[А-Яа-яё]", text), text
    for text in [why.text for one in english.routes for why in one.reasons] + [step.text for step in english.plan]:
        assert "{" not in text, text
