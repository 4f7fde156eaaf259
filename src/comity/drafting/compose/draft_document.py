"""A draft as a file that a person fills in: the facts, then the open questions as comments with the key to fill.

A file that is there is never overwritten unless told so, and a file is written whole or not at all.
"""

from __future__ import annotations

import re
from pathlib import Path

from comity.drafting.compose.composer import Draft
from comity.drafting.compose.missing import Missing
from comity.drafting.compose.situation import Situation
from comity.drafting.draft_file import draft_text
from comity.drafting.fields import FieldKind, request_fields
from comity.errors import InputError
from comity.routing.told_facts import in_language
from comity.text.messages import Messages, mark, say

_NEEDS = {
    "must": mark("Refused or returned without these:"),
    "conditional": mark("Asked for in this situation:"),
    "optional": mark("Speeds the answer:"),
}
_EXAMPLES = {
    FieldKind.STATEMENT: "true",
    FieldKind.MOMENT: "2026-01-31",
    FieldKind.NUMBER: "0",
    FieldKind.TEXTS: "[]",
    FieldKind.PLEADED_FACTS: "[]",
}


def document_text(draft: Draft, language: str) -> str:
    """Write the draft with its questions.

    Args:
        draft: the draft.
        language: language of the comments.

    Returns:
        YAML that `read_draft` reads back as the same request.
    """
    t = Messages(language)
    head = [f"# {in_language(draft.situation.instrument.name, language)}"]
    if draft.situation.route is not None:
        head.append(f"# {_one_line(draft.situation.route.addressee)}")
    return "\n".join([*head, draft_text(draft.request).rstrip("\n"), *_questions(draft, t), ""])


def _questions(draft: Draft, t: Messages) -> list[str]:
    if not draft.missing:
        return ["", f"# {t('Nothing that this instrument asks for is missing. Now run: comity lint')}"]
    lines = ["", f"# {t('What only you can know. Take the mark # from a line, fill it in, then run: comity lint')}"]
    for need, heading in _NEEDS.items():
        asked = [missing for missing in draft.missing if missing.need == need]
        if asked:
            lines += ["#", f"# {t(heading)}"]
            lines += [line for missing in asked for line in _lines(missing, is_in_list=bool(draft.request.targets))]
    return lines


def _lines(missing: Missing, *, is_in_list: bool) -> list[str]:
    field = request_fields()[missing.field]
    question = f"# {_one_line(missing.question)}"
    if field.group == "target" and is_in_list:
        return [question, f"#   targets: {field.name}: {_EXAMPLES.get(field.kind, '')}".rstrip()]
    # a group that holds facts already may not stand twice: the dotted key says the same beside it
    return [question, f"#{missing.field}: {_EXAMPLES.get(field.kind, '')}".rstrip()]


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def write_document(text: str, path: Path, *, force: bool = False) -> None:
    """Write a file whole, or leave everything as it was.

    Args:
        text: the content.
        path: the file.
        force: whether a file that is there may be replaced.

    Raises:
        InputError: the file is there, or cannot be written.
    """
    if path.exists() and not force:
        raise InputError(
            say("the file is there already"), place=str(path), hint=say("give another folder with --out, or --force to replace it")
        )
    scratch = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(text, encoding="utf-8", newline="\n")
        scratch.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(say("the file cannot be written: {reason}", reason=reason), place=str(path)) from None


def write_documents(drafts: list[Draft], folder: Path, language: str, *, force: bool = False) -> list[tuple[Path, Draft]]:
    """Write the drafts of a case into a folder, numbered in the order of the plan; nothing is written when one of them may not be.

    Args:
        drafts: the drafts, in the order of the plan.
        folder: where; made if it is not there.
        language: language of the comments.
        force: whether drafts that are there may be replaced.

    Returns:
        Each file with its draft.

    Raises:
        InputError: a file is there already, or cannot be written.
    """
    numbered = len(drafts) > 1
    places = [
        folder / (f"{number:02d}-{file_name(draft)}" if numbered else file_name(draft)) for number, draft in enumerate(drafts, start=1)
    ]
    if not force:
        for path in places:
            _refuse_overwriting(path)
    for path, draft in zip(places, drafts, strict=True):
        write_document(document_text(draft, language), path, force=force)
    return list(zip(places, drafts, strict=True))


def _refuse_overwriting(path: Path) -> None:
    if path.exists():
        raise InputError(
            say("the file is there already"), place=str(path), hint=say("give another folder with --out, or --force to replace it")
        )


def file_name(draft: Draft) -> str:
    """Name the file of a draft: instrument, holder and language."""
    situation = draft.situation
    return "-".join(part for part in (situation.instrument.id, slug_of(situation)) if part) + f".{situation.language}.yaml"


def slug_of(situation: Situation) -> str:
    """Name the holder of the data in a word fit for a file name; empty when nothing is known."""
    if situation.provider is not None:
        return situation.provider.id
    if len(situation.leads) == 1:
        return situation.case_leads[0].identifier.kind.value
    return ((situation.route.addressee_state if situation.route else None) or "").lower()
