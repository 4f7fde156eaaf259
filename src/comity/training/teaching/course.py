"""The whole course: modules in their order with their lessons, cards, manuals, glossary, and the plan of the formats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from comity.errors import InputError, KnowledgeError
from comity.knowledge.fact_file import read_fact_file
from comity.knowledge.row import Facts
from comity.text.messages import say
from comity.training.library import HERE, read
from comity.training.teaching.lesson_file import LessonFile, LessonQuestion, Words, read_lesson


class LessonPlan(Facts, frozen=True, kw_only=True):
    """What the curriculum says of a lesson."""

    id: str
    title: str
    minutes: int
    kind: str
    outline: tuple[str, ...]
    trainer: str = ""


class ModulePlan(Facts, frozen=True, kw_only=True):
    """A file of `training/course/`."""

    id: str
    title: Words
    minutes: int
    outcomes: tuple[str, ...]
    scenarios: tuple[str, ...]
    quiz_items: tuple[str, ...]
    lessons: tuple[LessonPlan, ...]


class Term(Facts, frozen=True, kw_only=True):
    """A word of the glossary with its meaning."""

    term: Words
    meaning: Words


class Glossary(Facts, frozen=True, kw_only=True):
    """The file of the glossary."""

    terms: tuple[Term, ...]


class Source(Facts, frozen=True, kw_only=True):
    """Where facts come from: a page that was read, or files of facts of this program.

    Attributes:
        url: address of what was read; None for files of this program.
    """

    name: Words
    url: str | None = None


class Sources(Facts, frozen=True, kw_only=True):
    """The file of sources."""

    sources: dict[str, Source]


class OutcomeWords(Facts, frozen=True, kw_only=True):
    """What trainees can do afterwards, by id."""

    outcomes: dict[str, Words]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson with its plan."""

    plan: LessonPlan
    file: LessonFile


@dataclass(frozen=True)
class Module:
    """A module with its lessons.

    Attributes:
        slug: name of its files.
        plan: what the curriculum says.
        lessons: in their order.
    """

    slug: str
    plan: ModulePlan
    lessons: tuple[Lesson, ...]

    @cached_property
    def questions(self) -> tuple[tuple[str, LessonQuestion], ...]:
        """All questions of its lessons, each with a name of its own (`L1.1/2`)."""
        return tuple((f"{one.plan.id}/{number}", q) for one in self.lessons for number, q in enumerate(one.file.head.quiz, 1))


class Course:
    """The course, read when asked for."""

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The modules in the order of their ids."""
        found = [_module(path.stem) for path in (HERE / "course").glob("*.yaml")]
        return tuple(sorted(found, key=lambda one: one.plan.id))

    @cached_property
    def cards(self) -> tuple[LessonFile, ...]:
        """The cards for who comes first."""
        return tuple(read_lesson(path) for path in sorted((HERE / "cards").glob("*.md")))

    @cached_property
    def manuals(self) -> tuple[LessonFile, ...]:
        """The manuals."""
        return tuple(read_lesson(path) for path in sorted((HERE / "manuals").glob("*.md")))

    @cached_property
    def glossary(self) -> tuple[Term, ...]:
        """The glossary."""
        return read(HERE / "teaching" / "glossary.yaml", Glossary).terms

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Where the facts of the lessons come from, by id."""
        return read(HERE / "teaching" / "sources.yaml", Sources).sources

    @cached_property
    def outcomes(self) -> dict[str, Words]:
        """What trainees can do afterwards, by id."""
        return read(HERE / "teaching" / "outcomes.yaml", OutcomeWords).outcomes

    @cached_property
    def plan(self) -> dict[str, Any]:
        """The plan: for whom, formats, assessment, notes."""
        return read_fact_file(HERE / "course_plan.yaml", "training/course_plan.yaml").data

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons, in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    def lesson(self, name: str) -> tuple[Module, Lesson]:
        """Return a lesson by its id or by the name of its file, with its module.

        Raises:
            InputError: there is none.
        """
        for module in self.modules:
            for lesson in module.lessons:
                if name in {lesson.plan.id, lesson.file.slug}:
                    return module, lesson
        raise InputError(
            say("there is no lesson of this name: {name}", name=name[:60]),
            hint=say("known: {keys}", keys=", ".join(one.plan.id for one in self.lessons)),
        )


@cache
def course() -> Course:
    """Return the course, read once."""
    return Course()


def _module(slug: str) -> Module:
    plan = read(HERE / "course" / f"{slug}.yaml", ModulePlan)
    files = {file.head.id: file for file in (read_lesson(path) for path in (HERE / "lessons" / slug).glob("*.md"))}
    missing = [one.id for one in plan.lessons if one.id not in files]
    if missing:
        raise KnowledgeError(
            f"no lesson is written for {', '.join(missing)}", place=f"training/lessons/{slug}", hint="write it, or take it out of the plan"
        )
    return Module(slug, plan, tuple(Lesson(one, files[one.id]) for one in plan.lessons))
