"""The place of an event in the sealed original, ready to be shown: text or bytes with the record marked, or the cells of its row."""

from __future__ import annotations

from dataclasses import dataclass

from comity.analysis.views.events import EventRow
from comity.desk.evidence.originals import laid_out, originals_of
from comity.desk.evidence.production import Production
from comity.desk.jobs.work import FOLDER
from comity.desk.models.case import Case
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.readers.isolation.looking import Wanted, look_confined
from comity.readers.look import Seen
from comity.text.messages import say

_ROW = 16
_MOST_ROWS = 256
_PRINTED = range(0x20, 0x7F)


@dataclass(frozen=True, slots=True)
class HexRow:
    """Sixteen bytes.

    Attributes:
        offset: place of the first, hexadecimal.
        cells: each byte as two digits, and whether it belongs to the record.
        text: the bytes as ASCII.
    """

    offset: str
    cells: tuple[tuple[str, bool], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """What stands at the place of an event.

    Attributes:
        name: file name of the original.
        where: where the original lies: key of `PLACES`.
        seen: bytes or cells.
        before: text before the record; empty where the bytes are no text.
        focus: text of the record.
        after: text after it.
        rows: the bytes in hexadecimal.
    """

    name: str
    where: str
    seen: Seen
    before: str
    focus: str
    after: str
    rows: tuple[HexRow, ...]


def window_of(worker: Worker, case: Case, production: Production, event: EventRow) -> Window:
    """Open the original at the place of an event, in a confined process.

    Raises:
        InputError: the original is not there any more, or the place does not exist.
        CustodyError: the sealed bytes were changed.
    """
    known = production.original(event.source_sha256)
    original = next((one for one in originals_of(case) if known and (one.place, one.id) == (known.place, known.id)), None)
    if original is None:
        raise InputError(say("the original of this event is not in the case any more"), place=event.source_sha256)
    scratch = production.folder.parent.parent / FOLDER / "looking"
    why = worker.t("shown at the place of an event")
    with laid_out(worker, case, (original,), scratch, why) as paths:
        seen = look_confined(Wanted(path=str(paths[original.file_name]), member_path=event.member_path, locator=event.locator))
    before, focus, after = (_decoded(part, seen.encoding) for part in (seen.before, seen.focus, seen.after))
    return Window(original.name, original.place, seen, before, focus, after, _hex(seen))


def _decoded(data: bytes, encoding: str | None) -> str:
    if encoding is None:
        return ""
    # a window may begin or end within a letter: what is left of it is no letter
    text = data.decode(encoding, "ignore")
    return "".join(letter if letter.isprintable() or letter in "\n\t\r" else "·" for letter in text)


def _hex(seen: Seen) -> tuple[HexRow, ...]:
    if seen.start is None:
        return ()
    lead = len(seen.before) % _ROW
    data = seen.before[len(seen.before) - lead - _ROW * 2 if len(seen.before) > lead + _ROW * 2 else 0 :] + seen.focus + seen.after[:64]
    first = seen.start - (len(data) - len(seen.focus) - len(seen.after[:64]))
    rows = []
    for place in range(0, min(len(data), _MOST_ROWS * _ROW), _ROW):
        part = data[place : place + _ROW]
        cells = tuple(
            (f"{byte:02x}", seen.start <= first + place + number < seen.start + len(seen.focus)) for number, byte in enumerate(part)
        )
        rows.append(HexRow(f"{first + place:08x}", cells, "".join(chr(byte) if byte in _PRINTED else "." for byte in part)))
    return tuple(rows)
