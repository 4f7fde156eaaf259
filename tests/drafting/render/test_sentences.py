"""Sentences that a draft leaves open are closed by the letter, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comity.documents.document import FactRef, Inline, Said, Shown
from comity.drafting.render.sentences import closed
from tests.drafting.render.sample import RENDERER, complete, letter_of


def value(text: str, field: str = "data.relevance", **more: bool) -> Shown:
    return Shown(FactRef(field), text, **more)


def text(line: tuple[Inline, ...]) -> str:
    return "".join(part.text for part in line if isinstance(part, Said | Shown))


@pytest.mark.parametrize(
    ("line", "language", "told"),
    [
        (
            (value("He paid the first fee"), Said(" Source: "), value("statement of V1"), Said(".")),
            "en",
            "He paid the first fee. Source: statement of V1.",
        ),
        ((value("Он оплатил первый сбор"), Said(" Источник: заявление.")), "ru", "Он оплатил первый сбор. Источник: заявление."),
        ((value("The link is known"), Said(" "), value("The account is active")), "en", "The link is known. The account is active."),
        ((value("The link is known."),), "en", "The link is known."),
        ((value("who is the user of it"), Said(" and when")), "en", "who is the user of it and when"),
        (
            (value("Code of Criminal Procedure", "request.legal_basis_domestic"), Said(" Artikel 5")),
            "de",
            "Code of Criminal Procedure Artikel 5",
        ),
        ((value("upload to https://portal.example/a"),), "en", "upload to https://portal.example/a"),
        ((value("Example Mail and Sons", "addressee.name"),), "en", "Example Mail and Sons"),
        ((value("two words"),), "en", "two words"),
        ((value("what is the link here", missing=True), Said(" Source")), "en", "what is the link here Source"),
    ],
)
def test_a_stop_stands_where_a_sentence_ends(line: tuple[Inline, ...], language: str, told: str) -> None:
    assert text(closed(line, language)) == told


def test_an_item_of_a_list_keeps_its_end() -> None:
    assert text(closed((value("copies of the three letters"),), "en", item=True)) == "copies of the three letters"


@pytest.mark.parametrize("name", ["mla-stored.en.md", "mla-stored.ru.md"])
def test_a_pleaded_fact_and_its_source_are_two_sentences(name: str) -> None:
    draft = complete()
    facts = tuple(replace(fact, text=fact.text.rstrip(".") if fact.text else None) for fact in draft.pc.facts)
    letter = letter_of(name, pc=replace(draft.pc, facts=facts))
    page = " ".join(RENDERER.write(letter, "txt").decode().split())
    source = "Source: " if ".en." in name else "Источник: "
    ends = [page[place - 2] for place in range(len(page)) if page.startswith(source, place)]
    assert ends == ["."] * len(facts)
