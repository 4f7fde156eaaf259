"""The National Central Bureaus of INTERPOL."""

from __future__ import annotations

from comity.exchange.transport import Transport
from comity.text.messages import mark


class NationalCentralBureau(Transport):
    """A ZIP for one's own bureau, which sends the message on."""

    label = mark("National Central Bureau of INTERPOL")
    pack_label = mark("pack for the National Central Bureau (ZIP)")
    rank = 50
    hints = (
        mark("Hand this pack to your National Central Bureau: it sends the message to the bureau of the other State."),
        mark("What comes this way informs an investigation; evidence for the court is asked of a judicial authority."),
        mark("Note the number of the bureau's message, and enter it at the desk."),
    )
