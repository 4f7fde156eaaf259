"""The events that matter, as a paper: each with its time and how it is known, who and what, and the place of its bytes in the original.

The table tells what the records say and nothing about who stood behind an account. Each row can be checked: the digest names the original,
path and place lead to the very bytes, and `comity vault prove` shows that the original has been sealed since it was taken in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from comity import __version__
from comity.documents.arrange import arrange
from comity.documents.document import Block, Break, Document, Heading, Line, Lines, Paragraph, Said, Table, TableKind
from comity.dossier.event_words import BASIS_WORDS, KIND_WORDS
from comity.text.languages import language as language_named
from comity.text.messages import Messages

_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class StarredEvent:
    """An event that goes into the dossier.

    Attributes:
        at: its moment; None where the zone is not known.
        raw: the time as written.
        basis: how the time is known, as the event table names it.
        precision: finest unit written.
        kind: kind of event.
        who: who did it.
        targets: to whom.
        text: words of it.
        note: what somebody noted about it.
        noted_by: who.
        source_sha256: digest of the original.
        original: name of the original; empty where it is not known any more.
        member_path: the file within it.
        locator: place in that file.
        parser: reader and version.
        defects: what is doubtful.
    """

    at: datetime | None
    raw: str
    basis: str
    precision: str
    kind: str
    who: str
    targets: tuple[str, ...]
    text: str
    note: str
    noted_by: str
    source_sha256: str
    original: str
    member_path: str
    locator: str
    parser: str
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What the paper says about its own making.

    Attributes:
        reference: number of the case.
        authority: unit.
        author: who made it.
        on: day.
        zone: IANA zone in which times are told, beside UTC.
    """

    reference: str
    authority: str
    author: str
    on: date
    zone: str


def events_paper(events: Sequence[StarredEvent], frame: Frame, language: str) -> Document:
    """Write the paper.

    Args:
        events: the events, in the order of time.
        frame: what the paper says about its own making.
        language: BCP 47 tag of its words.
    """
    t = Messages(language)
    title = t("Events selected from what came back")
    return Document(
        title=title,
        language=language,
        rtl=language_named(language).rtl,
        blocks=arrange((Heading(1, (Said(title),)), *_blocks(events, frame, t)), "sections", "latin"),
        reference=frame.reference,
        sender=frame.authority,
        date=frame.on,
        template=f"events.{language}",
        template_sha256="",
        draft_sha256="",
        size="full",
        reviewed=False,
    )


def _blocks(events: Sequence[StarredEvent], frame: Frame, t: Messages) -> Iterator[Block]:
    about = (
        (t("Case"), frame.reference), (t("Made by"), f"{frame.author}, {frame.authority}"), (t("Date"), frame.on.isoformat()),
        (t("Times told in"), f"{frame.zone}, UTC"), (t("Program"), f"Comity {__version__}"),
    )  # fmt: skip
    yield Table(TableKind.REFERENCE, tuple((_line(label), _line(value)) for label, value in about))
    yield Heading(2, (Said(t("The events")),))
    yield _said(t.plural("{count} event, in the order of time:", "{count} events, in the order of time:", count=len(events)))
    head = (t("No."), t("Time"), t("What happened"), t("Place in the original"))
    rows = tuple(_row(number, event, frame.zone, t) for number, event in enumerate(events, start=1))
    yield Table(TableKind.RECORDS, rows, tuple(_line(word) for word in head), (1, 4, 8, 7))
    yield Heading(2, (Said(t("The originals")),))
    originals = {event.source_sha256: event.original for event in events}
    yield Table(
        TableKind.RECORDS,
        tuple((_line(name or "–"), (Said(digest, code=True),)) for digest, name in sorted(originals.items(), key=lambda pair: pair[1])),
        (_line(t("Name")), _line("SHA-256")),
        (6, 14),
    )
    yield Heading(2, (Said(t("How this was made")),))
    yield _said(t("The records were read from the originals by a program that counts what it reads; nothing was typed over by hand."))
    yield _said(
        t(
            "A place is told as the program keeps it: @OFFSET+LENGTH counts bytes of the file, SHEET!A7 is a row of a workbook, "
            "table:NAME rowid:N a row of a database, page:N lines of a printed page."
        )
    )
    yield _said(t("A time whose zone nobody stated and nobody decided is told as it is written, and as nothing more."))
    yield _said(t("The selection is that of the person named above. It says nothing about who used an account, a number or a device."))
    yield Lines("signature", ((Said(frame.author),), (Said(frame.authority),), (Said(t("Date: {day}", day=frame.on.isoformat())),)))


def _row(number: int, event: StarredEvent, zone: str, t: Messages) -> tuple[Line, ...]:
    place: list[Said | Break] = [Said(event.member_path or event.original), Break(), Said(event.locator, code=True), Break()]
    place += [Said("SHA-256 "), Said(event.source_sha256, code=True), Break(), Said(t("read by {reader}", reader=event.parser))]
    return _line(str(number)), tuple(_time(event, zone, t)), tuple(_what(event, t)), tuple(place)


def _time(event: StarredEvent, zone: str, t: Messages) -> Iterator[Said | Break]:
    if event.at is not None:
        local = event.at.astimezone(ZoneInfo(zone))
        fine = (
            "%Y-%m-%d %H:%M:%S"
            if event.precision not in {"day", "minute"}
            else {"day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M"}[event.precision]
        )
        offset = local.strftime("%z")
        yield Said(f"{local.strftime(fine)} {offset[:3]}:{offset[3:5]}", strong=True)
        yield Break()
        yield Said(f"{event.at:%Y-%m-%d %H:%M:%S} UTC")
        yield Break()
    if event.raw:
        yield Said(t("as written:") + " ")
        yield Said(event.raw, code=True)
        yield Break()
    yield Said(t(BASIS_WORDS.get(event.basis, BASIS_WORDS["unknown"])))


def _what(event: StarredEvent, t: Messages) -> Iterator[Said | Break]:
    yield Said(t(KIND_WORDS[event.kind]) if event.kind in KIND_WORDS else event.kind, strong=True)
    if event.who or event.targets:
        yield Break()
        yield Said(event.who, code=True)
        if event.targets:
            yield Said(" → ")
            yield Said(", ".join(event.targets), code=True)
    if event.text:
        yield Break()
        yield Said(event.text if len(event.text) <= _LONGEST else event.text[:_LONGEST] + " […]")
    if event.defects:
        yield Break()
        yield Said(t("doubtful: {defects}", defects="; ".join(event.defects)))
    if event.note:
        yield Break()
        yield Said(t("Note of {name}: {note}", name=event.noted_by, note=event.note))


def _said(words: str) -> Paragraph:
    return Paragraph((Said(words),), number="1")


def _line(words: str) -> Line:
    return (Said(words),)
