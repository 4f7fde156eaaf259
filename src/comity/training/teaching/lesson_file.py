"""A lesson, a card or a manual: one file, with a head in YAML and the text in each language.

How to write one
    ---
    id: L1.1
    title: {en: What vanishes when, ru: Что и когда исчезает, kk: …}
    summary: {en: …, ru: …, kk: …}
    key_points: {en: […], ru: […]}
    figures: {clocks: {…}}                a figure as `comity.training.teaching.figure` draws it
    exercise: {task: {en:, ru:}, solution: {en:, ru:}}
    quiz: [{q: {en:, ru:}, options: [{en:, ru:}, …], answer: 1, why: {en:, ru:}}]
    sources: [budapest, us_2703]          where its facts come from: ids of sources.yaml
    ---
    <!-- en -->
    Markdown; a figure stands on a line of its own: {{clocks}}
    <!-- ru -->
    …
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from comity.errors import KnowledgeError
from comity.knowledge.fact_file import FactFile, typed
from comity.knowledge.plain_yaml import parse
from comity.knowledge.row import Facts
from comity.training.teaching.figure import Figure

TEXT_LANGUAGES = ("en", "ru")
"""Languages in which every lesson is written out."""

TITLE_LANGUAGES = (*TEXT_LANGUAGES, "kk", "ky", "uz")
"""Languages in which every lesson has a title and a summary."""

UNREVIEWED = frozenset({"kk", "ky", "uz"})
"""Languages whose words were translated by machine and that no lawyer who writes in them has read."""

Words = dict[str, str]
_HEAD = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_PART = re.compile(r"^<!-- ([a-z]{2}) -->$", re.MULTILINE)


class LessonQuestion(Facts, frozen=True, kw_only=True):
    """A question of a quiz; `answer` is the number of the right option, from 0."""

    q: Words
    options: tuple[Words, ...]
    answer: int
    why: Words


class LessonExercise(Facts, frozen=True, kw_only=True):
    """A task for paper or the desk, with its solution, both in Markdown."""

    task: Words
    solution: Words


class LessonHead(Facts, frozen=True, kw_only=True):
    """The head of a file.

    Attributes:
        id: `L1.1` for a lesson, a word for a card or manual.
        key_points: what is to be remembered.
        figures: figures by name.
        exercise: a task with its solution.
        quiz: questions, for the tests before and after the course.
        sources: ids of `sources.yaml`.
    """

    id: str
    title: Words
    summary: Words
    key_points: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    figures: dict[str, Figure] = msgspec.field(default_factory=dict)
    exercise: LessonExercise | None = None
    quiz: tuple[LessonQuestion, ...] = ()
    sources: tuple[str, ...] = ()


class LessonFile(msgspec.Struct, frozen=True):
    """A file as it was read.

    Attributes:
        slug: name of the file without its ending.
        head: its head.
        texts: language to Markdown.
    """

    slug: str
    head: LessonHead
    texts: Words

    def text(self, language: str) -> str:
        """Return the text in a language; English where there is none."""
        return self.texts.get(language) or self.texts["en"]


def told(words: dict[str, Any], language: str) -> Any:
    """Return words in a language; English where there are none."""
    return words.get(language) or words["en"]


def read_lesson(path: Path) -> LessonFile:
    """Read a lesson, a card or a manual.

    Raises:
        KnowledgeError: it has no head, an unknown key, or no text in one of the languages.
    """
    origin = f"training/{path.parent.parent.name}/{path.parent.name}/{path.name}"
    content = path.read_text(encoding="utf-8")
    found = _HEAD.match(content)
    if found is None:
        raise KnowledgeError("the file has no head between lines of three hyphens", place=origin, hint="begin as the other lessons do")
    data = parse(found[1], origin)
    if not isinstance(data, dict):
        raise KnowledgeError("the head holds no mapping of keys to values", place=origin, hint="begin as the other lessons do")
    head = typed(data, LessonHead, FactFile(origin, path, found[1], "", data))
    pieces = _PART.split(found[2])
    texts = {tag: text.strip() for tag, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    missing = [tag for tag in TEXT_LANGUAGES if not texts.get(tag)]
    if missing:
        raise KnowledgeError(f"no text in: {', '.join(missing)}", place=origin, hint="write it after a line <!-- en --> or <!-- ru -->")
    return LessonFile(path.stem, head, texts)
