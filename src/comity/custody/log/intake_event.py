"""The intake of one file among many: the same event as `CustodyEvent`, written from a form whose common parts are filled in once.

Sixty thousand small files are sixty thousand events that differ in name, size, digests and id; to encode each from its parts would cost
more than to hash the file. `tests/custody/test_events.py` holds both ways to the same bytes.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from comity.custody.log.event import TOOL, CustodyEvent, mac
from comity.model.time import as_rfc3339

_ENCODE = msgspec.json.Encoder().encode
_HOLE = "\x00"


class IntakeForm:
    """What all intakes of one run have in common."""

    def __init__(self, sample: CustodyEvent) -> None:
        """Make a form.

        Args:
            sample: an event with the actor's fields.
        """
        self.sample = msgspec.structs.replace(
            sample, id=_HOLE, type="intake", item=_HOLE, outputs={"blake3": _HOLE, "sha256": _HOLE}, details={"name": _HOLE, "size": _HOLE}
        )
        # the name comes with its quotation marks, the rest without
        escaped = self.sample.private().replace(b"%", b"%%")
        self.private = escaped.replace(b'"name":"\\u0000"', b'"name":%b').replace(b"\\u0000", b"%b")
        self._moment: datetime | None = None
        self.head = b""

    def at(self, moment: datetime) -> bytes:
        """Return the form of the public header for a moment."""
        if moment != self._moment:
            head = {
                "at": as_rfc3339(moment),
                "clock": self.sample.clock,
                "commitment": _HOLE,
                "id": _HOLE,
                "tool": TOOL,
                "type": "intake",
                "v": 1,
            }
            self.head = _ENCODE(head).replace(b"%", b"%%").replace(b"\\u0000", b"%b")
            self._moment = moment
        return self.head


class IntakeEvent(msgspec.Struct, frozen=True, gc=False):
    """The intake of one file."""

    form: IntakeForm
    id: str
    at: datetime
    name: str
    size: int
    sha256: str
    blake3: str

    @property
    def type(self) -> str:
        """The type of the event."""
        return "intake"

    def private(self) -> bytes:
        """Return the private part in canonical form."""
        return self.form.private % (
            _ENCODE(self.name),
            b"%d" % self.size,
            self.id.encode(),
            self.blake3.encode(),
            self.sha256.encode(),
        )

    def entry(self, salt: bytes, private: bytes) -> bytes:
        """Return the bytes that the log holds."""
        return self.form.at(self.at) % (mac(salt, private).encode(), self.id.encode())

    def marked(self, mark: str) -> CustodyEvent:
        """Return the same event with a mark on its clock, told in full."""
        return self.told().marked(mark)

    def told(self) -> CustodyEvent:
        """Return the same event in full."""
        return msgspec.structs.replace(
            self.form.sample,
            id=self.id,
            at=self.at,
            item=self.id,
            outputs={"blake3": self.blake3, "sha256": self.sha256},
            details={"name": self.name, "size": str(self.size)},
        )
