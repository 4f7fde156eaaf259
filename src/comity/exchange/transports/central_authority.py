"""The central authorities that treaties on mutual legal assistance name."""

from __future__ import annotations

from comity.exchange.transport import Transport
from comity.text.messages import mark


class CentralAuthority(Transport):
    """A ZIP to print for one's own central authority."""

    label = mark("central authority")
    pack_label = mark("pack for the central authority (ZIP)")
    rank = 60
    hints = (
        mark("Print the request and its translation, have both signed and sealed, and hand them to your central authority."),
        mark("Hand over the files as well: the other side copies identifiers from them, not by hand."),
        mark("Note under which number and on which day the central authority passed it on, and enter both at the desk."),
    )
