"""A lesson, a card, a manual as a piece of HTML: the same piece stands in the offline book and on the desk."""

from __future__ import annotations

from html import escape

from comity.text.messages import Messages
from comity.training.teaching.course import Course, Lesson, Module
from comity.training.teaching.lesson_file import LessonFile, LessonQuestion, told
from comity.training.teaching.text_html import as_html


def lesson_piece(course: Course, module: Module, lesson: Lesson, language: str, *, quiz: bool = True) -> str:
    """Write a lesson: text, key points, exercise with its solution, quiz with explanations, sources."""
    t, file = Messages(language), lesson.file
    head = file.head
    minutes = escape(t("{minutes} min", minutes=lesson.plan.minutes))
    parts = [
        f'<p class="kicker">{escape(told(module.plan.title, language))} · {lesson.plan.id} · {minutes}</p>',
        f"<h1>{escape(told(head.title, language))}</h1>",
        f'<p class="lead">{escape(told(head.summary, language))}</p>',
        as_html(file.text(language), language, head.figures),
        _key_points(head.key_points, language, t),
    ]
    if head.exercise is not None:
        task, solution = (as_html(told(one, language), language) for one in (head.exercise.task, head.exercise.solution))
        fold = f'<details class="solution"><summary>{escape(t("Solution"))}</summary>{solution}</details>'
        parts.append(f'<section class="exercise"><h2>{escape(t("Exercise"))}</h2>{task}{fold}</section>')
    parts.append(_quiz(head.quiz, language, t) if quiz else "")
    parts.append(sources_piece(course, file, language))
    return "".join(parts)


def plain_piece(course: Course, file: LessonFile, language: str) -> str:
    """Write a card or a manual."""
    head = file.head
    return (
        f'<h1>{escape(told(head.title, language))}</h1><p class="lead">{escape(told(head.summary, language))}</p>'
        f"{as_html(file.text(language), language, head.figures)}{sources_piece(course, file, language)}"
    )


def _key_points(points: dict[str, tuple[str, ...]], language: str, t: Messages) -> str:
    if not points:
        return ""
    rows = "".join(f"<li>{escape(one)}</li>" for one in told(points, language))
    return f'<section class="keep"><h2>{escape(t("To remember"))}</h2><ul>{rows}</ul></section>'


def _quiz(questions: tuple[LessonQuestion, ...], language: str, t: Messages) -> str:
    if not questions:
        return ""
    rows = "".join(_question(one, language, t) for one in questions)
    return f'<section class="quiz"><h2>{escape(t("Check yourself"))}</h2><ol>{rows}</ol></section>'


def _question(question: LessonQuestion, language: str, t: Messages) -> str:
    options = "".join(f"<li>{escape(told(one, language))}</li>" for one in question.options)
    right = escape(told(question.options[question.answer], language))
    why = f"<p><strong>{right}</strong>. {escape(told(question.why, language))}</p>"
    fold = f"<details><summary>{escape(t('Answer'))}</summary>{why}</details>"
    return f'<li><p>{escape(told(question.q, language))}</p><ol class="options">{options}</ol>{fold}</li>'


def sources_piece(course: Course, file: LessonFile, language: str) -> str:
    """Write where the facts of a text come from."""
    if not file.head.sources:
        return ""
    t = Messages(language)
    rows = []
    for id_ in file.head.sources:
        source = course.sources[id_]
        name = escape(told(source.name, language))
        rows.append(f"<li>{name}{f'<br><span class=url>{escape(source.url)}</span>' if source.url else ''}</li>")
    note = escape(
        t("Addresses are given as text: the course fetches nothing. Facts about law and companies age; check them in the directory.")
    )
    return f'<section class="sources"><h2>{escape(t("Sources"))}</h2><ul>{"".join(rows)}</ul><p class="soft">{note}</p></section>'
