"""The points of contact that answer at any hour.

Source: Budapest Convention, article 35; UN convention against cybercrime, article 41.
"""

from __future__ import annotations

from comity.exchange.transport import Transport
from comity.text.messages import mark


class Contact247(Transport):
    """A ZIP for one's own point of contact, which passes it to the other State's."""

    label = mark("24/7 contact point")
    pack_label = mark("pack for the 24/7 contact point (ZIP)")
    rank = 40
    hints = (
        mark("Hand this pack to your State's own 24/7 contact point: requests go from point to point."),
        mark("Say how long the data will still be there, and when the request for mutual assistance follows."),
        mark("Note the reference that the other point gives, and enter it at the desk."),
    )
