"""The course as a folder of pages that open without a server and without a network, on a telephone too, and print.

index.html                 languages
en/index.html              modules, lessons, cards, manuals
en/L1.1.html               a lesson; cards and manuals likewise
en/glossary.html           the glossary
en/everything.html         all of it on one page, for printing
course.css                 the only file that the pages need
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from pathlib import Path

from comity.text.languages import find_language
from comity.text.messages import Messages
from comity.training.teaching.course import Course, Lesson
from comity.training.teaching.lesson_file import TEXT_LANGUAGES, TITLE_LANGUAGES, UNREVIEWED, told
from comity.training.teaching.lesson_page import lesson_piece, plain_piece


def write_book(course: Course, folder: Path) -> tuple[Path, ...]:
    """Write the course into a folder; files of an earlier call are replaced."""
    written = []
    for name, content in pages(course):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        written.append(path)
    return tuple(written)


def pages(course: Course) -> Iterator[tuple[str, str]]:
    """Yield every file of the book: its name and its content."""
    yield "course.css", (files("comity.training.teaching") / "course.css").read_text(encoding="utf-8")
    yield "index.html", _page("en", "Comity", _languages(course), home="", depth="")
    for language in TEXT_LANGUAGES:
        yield from _of_language(course, language)


def _of_language(course: Course, language: str) -> Iterator[tuple[str, str]]:
    t = Messages(language)
    title = told(course.plan["title"], language)
    yield f"{language}/index.html", _page(language, title, _contents(course, language), home="../index.html")
    lessons = [(module, lesson) for module in course.modules for lesson in module.lessons]
    for number, (module, lesson) in enumerate(lessons):
        ways = _ways(
            lessons[number - 1][1].plan.id if number else None,
            lessons[number + 1][1].plan.id if number + 1 < len(lessons) else None,
            t,
        )
        name = f"{lesson.plan.id} {told(lesson.file.head.title, language)}"
        yield f"{language}/{lesson.plan.id}.html", _page(language, name, lesson_piece(course, module, lesson, language) + ways)
    for file in (*course.cards, *course.manuals):
        yield f"{language}/{file.slug}.html", _page(language, told(file.head.title, language), plain_piece(course, file, language))
    yield f"{language}/glossary.html", _page(language, t("Glossary"), glossary_piece(course, language))
    yield f"{language}/everything.html", _page(language, title, _everything(course, language))


def glossary_piece(course: Course, language: str) -> str:
    """Write the glossary, in the order of the language."""
    t = Messages(language)
    terms = sorted(course.glossary, key=lambda one: str(told(one.term, language)).casefold())
    rows = "".join(
        f"<dt>{escape(told(one.term, language))}{_other(one.term, language)}</dt><dd>{escape(told(one.meaning, language))}</dd>"
        for one in terms
    )
    return f'<h1>{escape(t("Glossary"))}</h1><dl class="glossary">{rows}</dl>'


def _other(term: dict[str, str], language: str) -> str:
    others = ", ".join(f'<span lang="{tag}">{escape(word)}</span>' for tag, word in term.items() if tag != language)
    return f' <span class="soft">{others}</span>' if others else ""


def _everything(course: Course, language: str) -> str:
    parts = [f'<h1 class="cover">{escape(told(course.plan["title"], language))}</h1>', _contents(course, language, linked=False)]
    parts += [
        f'<article class="sheet">{lesson_piece(course, module, lesson, language)}</article>'
        for module in course.modules
        for lesson in module.lessons
    ]
    parts += [f'<article class="sheet">{plain_piece(course, file, language)}</article>' for file in (*course.cards, *course.manuals)]
    return "".join([*parts, f'<article class="sheet">{glossary_piece(course, language)}</article>'])


def _contents(course: Course, language: str, *, linked: bool = True) -> str:
    t = Messages(language)
    parts = [f"<h1>{escape(told(course.plan['title'], language))}</h1>" if linked else ""]
    for module in course.modules:
        minutes = t("{minutes} min", minutes=module.plan.minutes)
        outcomes = "".join(f"<li>{escape(told(course.outcomes[one], language))}</li>" for one in module.plan.outcomes)
        lessons = "".join(
            f"<li>{_link(lesson.plan.id, f'{lesson.plan.id} {told(lesson.file.head.title, language)}', linked=linked)}"
            f' <span class="soft">{escape(t("{minutes} min", minutes=lesson.plan.minutes))}</span>'
            f"<br>{escape(told(lesson.file.head.summary, language))}</li>"
            for lesson in module.lessons
        )
        parts += [
            f'<section class="module"><h2>{module.plan.id} · {escape(told(module.plan.title, language))}',
            f' <span class="soft">{escape(minutes)}</span></h2><ul class="lessons">{lessons}</ul>',
            f"<details open><summary>{escape(t('Afterwards you can'))}</summary><ul>{outcomes}</ul></details></section>",
        ]
    for title, found in ((t("Cards for who comes first"), course.cards), (t("Manuals"), course.manuals)):
        rows = "".join(f"<li>{_link(one.slug, told(one.head.title, language), linked=linked)}</li>" for one in found)
        parts.append(f"<section><h2>{escape(title)}</h2><ul>{rows}</ul></section>")
    if linked:
        parts.append(f"<p>{_link('glossary', t('Glossary'))} · {_link('everything', t('Everything on one page, for printing'))}</p>")
    return "".join(parts)


def _link(name: str, words: str, *, linked: bool = True) -> str:
    return f'<a href="{name}.html">{escape(words)}</a>' if linked else escape(words)


def _ways(before: str | None, after: str | None, t: Messages) -> str:
    back = f'<a rel="prev" href="{before}.html">← {before}</a>' if before else ""
    on = f'<a rel="next" href="{after}.html">{after} →</a>' if after else ""
    return f'<nav class="ways" aria-label="{escape(t("Lessons"))}">{back}<a href="index.html">{escape(t("Contents"))}</a>{on}</nav>'


def _languages(course: Course) -> str:
    parts = ["<h1>Comity</h1>"]
    for tag in TITLE_LANGUAGES:
        language = find_language(tag)
        name = language.name if language else tag
        if tag in TEXT_LANGUAGES:
            parts.append(f'<h2 lang="{tag}"><a href="{tag}/index.html">{escape(name)}</a>: {escape(told(course.plan["title"], tag))}</h2>')
            continue
        rows = "".join(_foreign(one, tag) for one in course.lessons)
        mark = ' <span class="tag" lang="en">machine translation, read by no native lawyer</span>' if tag in UNREVIEWED else ""
        fold = f'<details><summary>{len(course.lessons)}</summary><ul class="lessons">{rows}</ul></details>'
        parts.append(f'<section lang="{tag}"><h2>{escape(name)}{mark}</h2>{fold}</section>')
    return "".join(parts)


def _foreign(lesson: Lesson, tag: str) -> str:
    """Name a lesson in a language in which it is not written out; the link leads to its Russian text."""
    head, id_ = lesson.file.head, lesson.plan.id
    summary = f'<span class="soft">{escape(told(head.summary, tag))}</span>'
    return f'<li><a href="ru/{id_}.html">{id_}</a> {escape(told(head.title, tag))}<br>{summary}</li>'


def _page(language: str, title: str, body: str, *, home: str = "index.html", depth: str = "../") -> str:
    t = Messages(language)
    top = f'<a class="home" href="{home}">{escape(t("Contents"))}</a>' if home else ""
    banner = escape(t("TRAINING – everything in the examples is invented"))
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">{view}'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{depth}course.css"></head>'
        f'<body><header>{top}<span class="banner">{banner}</span></header><main>{body}</main></body></html>\n'
    )
