"""The course: every lesson whole in both languages, nothing named that is not there, and the book opens without a network."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from comity.drafting.lint.check import Linter
from comity.errors import InputError, KnowledgeError
from comity.training.library import Library
from comity.training.teaching.book import pages
from comity.training.teaching.course import Course, Lesson
from comity.training.teaching.figure import draw
from comity.training.teaching.lesson_file import TEXT_LANGUAGES, TITLE_LANGUAGES, LessonFile, read_lesson
from comity.training.teaching.text_html import as_html, figures_named

COURSE = Course()
LESSONS = COURSE.lessons
FILES = (*(one.file for one in LESSONS), *COURSE.cards, *COURSE.manuals)
RULE = re.compile(r"\b[A-Z]{2}-\d{3}\b")
FEWEST_WORDS = {"en": 550, "ru": 430}


def name_of(one: Lesson | LessonFile) -> str:
    return one.plan.id if isinstance(one, Lesson) else one.slug


def test_the_course_has_its_eight_modules_and_twenty_eight_lessons() -> None:
    assert [module.plan.id for module in COURSE.modules] == [f"M{number}" for number in range(1, 9)]
    assert len(LESSONS) == 28


@pytest.mark.parametrize("lesson", LESSONS, ids=name_of)
def test_a_lesson_is_whole(lesson: Lesson) -> None:
    head = lesson.file.head
    for language in TEXT_LANGUAGES:
        assert len(lesson.file.texts[language].split()) >= FEWEST_WORDS[language]
        assert len(head.key_points[language]) >= 3
        assert head.exercise is not None
        assert head.exercise.task[language].strip()
        assert head.exercise.solution[language].strip()
        assert "> **" in lesson.file.texts[language], "a worked example is set apart"
    assert head.sources
    assert len(head.quiz) >= 3
    for question in head.quiz:
        assert 0 <= question.answer < len(question.options)
        for words in (question.q, question.why, *question.options):
            assert set(words) >= set(TEXT_LANGUAGES)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_titles_stand_in_every_language_and_nothing_unknown_is_named(file: LessonFile) -> None:
    assert set(file.head.title) >= set(TITLE_LANGUAGES)
    assert set(file.head.summary) >= set(TITLE_LANGUAGES)
    assert set(file.head.sources) <= set(COURSE.sources)
    for text in file.texts.values():
        assert set(figures_named(text)) == set(file.head.figures)


def test_every_rule_and_outcome_named_in_a_lesson_exists() -> None:
    linter = Linter.open()
    for file in FILES:
        for text in file.texts.values():
            assert set(RULE.findall(text)) <= set(linter.rules), file.slug
            codes = {one for one in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text) if not one.startswith("teskey")}
            assert codes <= set(linter.knowledge.law.outcomes), file.slug


def test_outcomes_of_modules_are_told_and_exercises_exist() -> None:
    for module in COURSE.modules:
        assert set(module.plan.outcomes) <= set(COURSE.outcomes)
        assert set(module.plan.scenarios) <= set(Library().scenarios)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value or "" for name, value in attrs if name in {"href", "src"}}
        assert tag != "script"


def test_the_book_needs_nothing_from_elsewhere_and_every_link_leads_somewhere() -> None:
    book = dict(pages(COURSE))
    for name, content in book.items():
        if not name.endswith(".html"):
            continue
        links = _Links()
        links.feed(content)
        for link in links.found:
            assert (Path(name).parent / link).as_posix().replace("en/../", "").replace("ru/../", "") in book, f"{name}: {link}"


@pytest.mark.parametrize("language", TEXT_LANGUAGES)
def test_figures_are_drawn_within_their_frame(language: str) -> None:
    for file in FILES:
        for figure in file.head.figures.values():
            svg = draw(figure, language)
            assert figure.title[language].split()[0] in svg
            edges = [float(one) for one in re.findall(r'\bx(?:1|2)?="(-?[\d.]+)"', svg)]
            assert all(0 <= edge <= 641 for edge in edges), file.slug


def test_html_in_a_text_is_shown_and_not_run() -> None:
    assert "<script" not in as_html("<script>alert(1)</script>\n\n[x](javascript:alert(1))", "en").lower()
    assert "javascript:" not in as_html("[x](javascript:alert(1))", "en").split("<p>")[0]


def test_a_lesson_of_another_name_is_not_found() -> None:
    with pytest.raises(InputError, match="no lesson of this name"):
        COURSE.lesson("L9.9")


def test_a_lesson_without_russian_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.md"
    path.write_text("---\nid: X\ntitle: {en: X}\nsummary: {en: X}\n---\n<!-- en -->\nText.\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="no text in: ru"):
        read_lesson(path)
