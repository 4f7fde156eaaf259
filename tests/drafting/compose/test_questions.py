"""Every request fact has a question, in every language of the interface."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from comity.drafting.compose.question_book import question
from comity.drafting.fields import request_fields
from comity.errors import KnowledgeError
from comity.knowledge.plain_yaml import parse
from comity.law.book import Law

FOLDER = files("comity.drafting.compose") / "questions"
WRITTEN = {
    field: texts
    for file in FOLDER.iterdir()
    if file.name.endswith(".yaml")
    for field, texts in parse(file.read_text(encoding="utf-8"), file.name).items()
}


def test_every_fact_of_law_and_model_has_one_question_and_no_question_is_left_over() -> None:
    assert set(WRITTEN) == set(request_fields()) == set(Law.open().facts)
    assert len(WRITTEN) == 266


def test_a_question_stands_in_the_file_of_its_group() -> None:
    for file in FOLDER.iterdir():
        group = file.name.removesuffix(".yaml")
        assert all(field.startswith(f"{group}.") for field in parse(file.read_text(encoding="utf-8"), file.name))


@pytest.mark.parametrize("field", sorted(WRITTEN))
def test_a_question_asks_in_both_languages(field: str) -> None:
    english, russian = WRITTEN[field]["en"], WRITTEN[field]["ru"]
    assert "?" in english
    assert "?" in russian
    assert not re.search(r"[А-Яа-яЁё]", english)
    assert re.search(r"[а-яё]", russian)
    assert set(re.findall(r"\d{2,}", english)) == set(re.findall(r"\d{2,}", russian))


def test_questions_are_told_apart() -> None:
    for language in ("en", "ru"):
        asked = [WRITTEN[field][language] for field in WRITTEN if not field.startswith(("request.body", "hearing", "interception"))]
        twins = {text for text in asked if asked.count(text) > 1}
        assert all(len([field for field in WRITTEN if WRITTEN[field][language] == text]) <= 2 for text in twins)


def test_an_unknown_language_reads_english() -> None:
    assert question("request.date", "xx-Latn") == WRITTEN["request.date"]["en"]
    assert question("request.date", "ru-KG") == WRITTEN["request.date"]["ru"]


def test_a_fact_without_a_question_is_an_error_of_the_knowledge() -> None:
    with pytest.raises(KnowledgeError, match=r"no question asks for request\.nothing"):
        question("request.nothing", "en")
