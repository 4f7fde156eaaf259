"""Letters to the State that asked: acknowledgement, question, refusal, answer, thanks; as text and as a Word file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.desk.models.incoming import IncomingRequest
from comity.documents.document import Block, Document, Heading, Lines, Paragraph, Said, Table, TableKind
from comity.documents.word.file import write_docx
from comity.text.languages import find_language
from comity.text.messages import Messages, mark

_TITLES: dict[str, str] = {
    "acknowledgement": mark("Receipt of your request"),
    "question": mark("Questions on your request"),
    "refusal": mark("Your request cannot be carried out"),
    "answer": mark("Answer to your request"),
    "thanks": mark("Thanks for the information"),
}


def reply_text(incoming: IncomingRequest, kind: str, language: str, *, on: date, person: str, more: str) -> str:
    """Write the text of a letter.

    Args:
        incoming: the request.
        kind: which letter.
        language: BCP 47 tag.
        on: the day of the letter.
        person: who is in charge here.
        more: what a person adds.
    """
    t = Messages(language)
    return "\n\n".join(part for part in _paragraphs(incoming, kind, t, on, person, more) if part)


def reply_docx(incoming: IncomingRequest, kind: str, language: str, text: str, on: date) -> bytes:
    """Write a letter as a Word file; what is handed over stands in a table with digests and custody references."""
    t = Messages(language)
    known = find_language(language)
    unit = incoming.case.unit.name
    blocks: list[Block] = [
        Lines("letterhead", ((Said(unit),),)),
        Lines("addressee", ((Said(incoming.sender),), (Said(incoming.from_state),))),
        Heading(1, (Said(t(_TITLES[kind])),)),
    ]
    blocks += [Paragraph((Said(part),)) for part in text.split("\n") if part.strip()]
    if kind == "answer" and incoming.custody:
        head = ((Said(t("what")),), (Said("SHA-256"),), (Said(t("custody reference")),))
        rows = tuple((
            (Said(row["item"]),), (Said(row["sha256"], code=True),), (Said(row["reference"], code=True),)
        ) for row in incoming.custody)  # fmt: skip
        blocks.append(Table(TableKind.RECORDS, rows, head, (0.3, 0.45, 0.25)))
    blocks.append(Lines("signature", ((Said(unit),),)))
    document = Document(
        title=t(_TITLES[kind]),
        language=language,
        rtl=known is not None and known.direction == "rtl",
        blocks=tuple(blocks),
        reference=incoming.case.number,
        sender=unit,
        date=on,
        template=f"reply-{kind}",
        template_sha256="",
        draft_sha256="",
        size="short",
        reviewed=False,
    )
    return write_docx(document, {})


def _paragraphs(incoming: IncomingRequest, kind: str, t: Messages, on: date, person: str, more: str) -> Iterator[str]:
    facts = {
        "theirs": incoming.reference or t("without a reference"),
        "day": incoming.received_at.date().isoformat(),
        "ours": incoming.case.number,
    }
    yield on.isoformat()
    yield t(_OPENINGS[kind], **facts)
    if kind in {"acknowledgement", "answer"}:
        yield from (t("Done on {on}: {what}.", on=row["on"], what=row["what"]) for row in incoming.measure)
    yield _kept_until(incoming, t) if kind == "acknowledgement" else ""
    if kind == "answer" and incoming.custody:
        yield t("We hand over what the table lists. Check each file against its digest; the reference names it in our custody.")
    yield more
    yield t(_CLOSINGS[kind]) if kind in _CLOSINGS else ""
    yield person


_OPENINGS: dict[str, str] = {
    "acknowledgement": mark("Your request {theirs} reached us on {day}. It has our number {ours}; please quote it."),
    "question": mark("To carry out your request {theirs} of which we keep number {ours} we need the following:"),
    "refusal": mark("Your request {theirs}, our number {ours}, cannot be carried out for this reason:"),
    "answer": mark("Your request {theirs}, our number {ours}, was carried out."),
    "thanks": mark("Your information {theirs} reached us on {day}. It has our number {ours}."),
}
_CLOSINGS: dict[str, str] = {
    "question": mark("Data that could be lost meanwhile are kept where our law allows it."),
    "refusal": mark("We are ready to talk about what could be carried out instead."),
    "thanks": mark("It is used under the conditions that you stated."),
}


def _kept_until(incoming: IncomingRequest, t: Messages) -> str:
    end = incoming.case.clocks.filter(kind="incoming_preservation", stopped_at=None).first()
    if end is None:
        return ""
    return t("The data are kept until {day} at least; send the request for their disclosure before.", day=end.due.isoformat())
