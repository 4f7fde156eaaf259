"""A Russian answer is Russian: what the files of facts say is told in translation, and names keep their own letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from comity.law.authority import AuthorityNames
from comity.law.book import Law
from comity.model.case import Case
from comity.providers.catalog import Catalog
from comity.routing.answer_document import answer_document
from comity.routing.case_file import parse_case
from comity.routing.route import route
from comity.routing.told_facts import DOMAIN, told_texts
from comity.text.messages import Messages

LAW, CATALOG = Law.open(), Catalog.open()
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:(?<![\w./@:-])[a-z][a-z'’-]*[ ,;:]+){2,}[a-z'’-]+")  # three words, none of them a name
_NO_WORDS = ("source", "sha256", "origin", "id", "code", "treaty", "legal_entity", "addressee_id", "articles", "starts_from")


def case(state: str, provider: str) -> Case:
    wanted = "".join(
        f"  - {{lead: 0, category: {name}, from: 2026-02-01, to: 2026-06-01}}\n"
        for name in ("subscriber", "login_ip", "traffic", "content", "preservation", "realtime_content", "asset_restraint")
    )
    text = (
        f"requesting_state: {state}\ndate: 2026-11-20\nfacts: Something.\noffences: [{{id: computer_fraud}}, {{id: illegal_access}}]\n"
        f"urgency: {{level: emergency, threat_to_life: true, reason: x}}\npurpose: evidence\n"
        f"leads:\n  - {{kind: email, value: some.person@mail.example, provider: {provider}}}\nwanted:\n{wanted}"
    )
    return parse_case(text.encode(), "case.yaml", LAW, CATALOG)


def words(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from words(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from words(inner, key)
    elif isinstance(value, str) and key not in _NO_WORDS:
        yield value


@pytest.mark.parametrize(
    ("state", "provider"),
    [
        ("KG", "google"),
        ("KZ", "telegram"),
        ("UZ", "instagram"),
        ("GE", "vk"),
        ("AM", "tether"),
        ("TJ", "signal"),
        ("AZ", "proton"),
        ("TM", "airbnb"),
    ],
)
def test_no_english_sentence_stands_in_a_russian_answer(state: str, provider: str) -> None:
    asked = case(state, provider)
    said = list(words(answer_document(route(asked, LAW, CATALOG, date(2026, 11, 20), "ru"), asked)))
    assert any(_CYRILLIC.search(text) for text in said)
    official = sorted((row.name.en for row in LAW.authorities.values()), key=len, reverse=True)
    for text in said:
        for name in official:
            text = text.replace(f" / {name}", "")  # noqa: PLW2901 - the official name beside its rendering
        assert not _SENTENCE.search(text), text


def test_every_text_that_may_be_told_has_its_russian() -> None:
    russian = Messages("ru", DOMAIN)
    untold = [
        text for _, text in told_texts(LAW, CATALOG) if russian.verbatim(text) == text and not re.search(r"(Inc|LLC|Corp\w*)\.?$", text)
    ]
    assert untold == []


def test_an_authority_is_named_as_it_calls_itself_beside_its_rendering() -> None:
    asked = case("KG", "google")
    addressees = {one.addressee for one in route(asked, LAW, CATALOG, date(2026, 11, 20), "ru").routes}
    assert any(name.startswith("Министерство юстиции, ") and "/ Department of Justice, " in name for name in addressees)
    assert AuthorityNames(en="x").ru is None


def test_what_an_overlay_says_in_its_own_words_is_told_as_it_stands() -> None:
    assert Messages("ru", DOMAIN).verbatim("Наши условия {без полей}") == "Наши условия {без полей}"
