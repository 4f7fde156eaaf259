"""Registered mail."""

from __future__ import annotations

from comity.exchange.transport import Transport
from comity.text.messages import mark


class Post(Transport):
    """A ZIP to print, sign and post."""

    label = mark("post")
    pack_label = mark("post pack (ZIP)")
    rank = 30
    hints = (
        mark("Print the letter, have it signed and stamped, and post it with its annexes by registered mail."),
        mark("Keep the number of the consignment, and enter it at the desk."),
    )
