"""The course as a cmi5 package: each lesson an assignable unit that reports over xAPI to the platform that launched it.

`cmi5.xml` follows the course structure of cmi5 1.0 (Quartz): course, blocks for modules, units for lessons. A unit is the page of the
lesson with its questions; `cmi5.js` does the launch of section 8 (fetch once, launch data, initialized, passed or failed, completed,
terminated) and talks to nobody but the address it was launched with.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree as ET  # only writes; nothing from elsewhere is parsed

from comity.text.messages import Messages
from comity.training.teaching.course import Course, Lesson, Module
from comity.training.teaching.lesson_file import told
from comity.training.teaching.lesson_page import lesson_piece

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
BASE = "https://comity.example/course"
"""Identities of course, blocks and units: names, never fetched."""
MASTERY = "0.6"
_EPOCH = (2026, 1, 1, 0, 0, 0)


def package(course: Course, language: str) -> bytes:
    """Write the package of a language; the same course gives the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(_files(course, language)):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return out.getvalue()


def _files(course: Course, language: str) -> Iterator[tuple[str, bytes]]:
    folder = files("comity.training.teaching")
    yield "cmi5.xml", structure(course, language)
    yield "cmi5.js", (folder / "cmi5.js").read_bytes()
    yield "course.css", (folder / "course.css").read_bytes()
    for module in course.modules:
        for lesson in module.lessons:
            yield f"{lesson.plan.id}.html", unit(course, module, lesson, language).encode()


def structure(course: Course, language: str) -> bytes:
    """Write the course structure."""
    root = ET.Element("courseStructure", {"xmlns": NAMESPACE})
    title = told(course.plan["title"], language)
    _described(ET.SubElement(root, "course", {"id": f"{BASE}/{language}"}), title, title, language)
    for module in course.modules:
        block = ET.SubElement(root, "block", {"id": f"{BASE}/{language}/{module.plan.id}"})
        outcomes = "; ".join(told(course.outcomes[one], language) for one in module.plan.outcomes)
        _described(block, told(module.plan.title, language), outcomes, language)
        for lesson in module.lessons:
            attributes = {"id": f"{BASE}/{language}/{lesson.plan.id}", "moveOn": "CompletedOrPassed", "masteryScore": MASTERY}
            au = ET.SubElement(block, "au", {**attributes, "launchMethod": "AnyWindow"})
            head = lesson.file.head
            _described(au, f"{lesson.plan.id} {told(head.title, language)}", told(head.summary, language), language)
            ET.SubElement(au, "url").text = f"{lesson.plan.id}.html"
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _described(element: ET.Element, title: str, description: str, language: str) -> None:
    for tag, words in (("title", title), ("description", description)):
        ET.SubElement(ET.SubElement(element, tag), "langstring", {"lang": language}).text = words


def unit(course: Course, module: Module, lesson: Lesson, language: str) -> str:
    """Write the page of a unit: the lesson, its questions to be answered, and the script that reports."""
    t = Messages(language)
    questions = "".join(
        f'<fieldset data-right="{question.answer}"><legend>{escape(told(question.q, language))}</legend>'
        + "".join(
            f'<label><input type="radio" name="q{number}" value="{at}"> {escape(told(option, language))}</label><br>'
            for at, option in enumerate(question.options)
        )
        + f'<p class="why" hidden>{escape(told(question.why, language))}</p></fieldset>'
        for number, question in enumerate(lesson.file.head.quiz)
    )
    head = f"{lesson.plan.id} {told(lesson.file.head.title, language)}"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(head)}</title>'
        f'<link rel="stylesheet" href="course.css"><script src="cmi5.js" defer></script></head>'
        f'<body data-mastery="{MASTERY}"><main>{lesson_piece(course, module, lesson, language, quiz=False)}'
        f'<form id="quiz"><h2>{escape(t("Check yourself"))}</h2>{questions}<button>{escape(t("Hand in"))}</button>'
        f'<p id="told" role="status"></p></form></main></body></html>\n'
    )
