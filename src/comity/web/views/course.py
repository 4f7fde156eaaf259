"""The course on the desk: the same pieces as in the offline book."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.desk.rights.refusal import NotThereError
from comity.text.messages import Messages, say
from comity.training.teaching.book import glossary_piece
from comity.training.teaching.course import course
from comity.training.teaching.lesson_file import TEXT_LANGUAGES, UNREVIEWED, told
from comity.training.teaching.lesson_page import lesson_piece, plain_piece
from comity.web.middleware.signed_in import worker_of


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """Show the modules with their lessons, cards and manuals."""
    tag = worker_of(request).language
    found = course()
    modules = [
        (
            module,
            told(module.plan.title, tag),
            [(lesson.plan, told(lesson.file.head.title, tag), told(lesson.file.head.summary, tag)) for lesson in module.lessons],
            [told(found.outcomes[one], tag) for one in module.plan.outcomes],
        )
        for module in found.modules
    ]
    others = [(title, [(one.slug, told(one.head.title, tag)) for one in files]) for title, files in _others(Messages(tag))]
    context = {"modules": modules, "others": others, "title": told(found.plan["title"], tag), "is_unreviewed": tag in UNREVIEWED}
    return render(request, "training/course.html", context)


def _others(t: Messages) -> list[tuple[str, Any]]:
    return [(t("Cards for who comes first"), course().cards), (t("Manuals"), course().manuals)]


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a lesson, a card, a manual, or the glossary."""
    tag = worker_of(request).language
    language = tag if tag in TEXT_LANGUAGES else worker_of(request).facts_language
    found = course()
    plain = {one.slug: one for one in (*found.cards, *found.manuals)}
    lessons = {one.plan.id: (module, one) for module in found.modules for one in module.lessons}
    if name == "glossary":
        piece, title = glossary_piece(found, language), name
    elif name in plain:
        piece, title = plain_piece(found, plain[name], language), told(plain[name].head.title, language)
    elif name in lessons:
        module, lesson = lessons[name]
        piece, title = lesson_piece(found, module, lesson, language), f"{name} {told(lesson.file.head.title, language)}"
    else:
        raise NotThereError(say("there is nothing here for you"))
    order = list(lessons)
    at = order.index(name) if name in lessons else None
    before = order[at - 1] if at else None
    after = order[at + 1] if at is not None and at + 1 < len(order) else None
    return render(
        request, "training/lesson.html", {"piece": piece, "title": title, "before": before, "after": after, "text_language": language}
    )
