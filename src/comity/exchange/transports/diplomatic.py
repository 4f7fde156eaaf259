"""The diplomatic channel, where no treaty opens a shorter one."""

from __future__ import annotations

from comity.exchange.transport import Transport
from comity.text.messages import mark


class Diplomatic(Transport):
    """A ZIP to print for the ministry of foreign affairs."""

    label = mark("diplomatic channel")
    pack_label = mark("pack for the diplomatic channel (ZIP)")
    rank = 70
    hints = (
        mark("Print the request and its translation, have both signed and sealed, and send them through your ministry of foreign affairs."),
        mark("Note the number of the note with which the embassy hands it over, and enter it at the desk."),
    )
