"""The portal that a provider keeps for authorities."""

from __future__ import annotations

from comity.exchange.transport import Transport
from comity.text.messages import mark


class Portal(Transport):
    """A ZIP whose files are attached in the provider's portal."""

    label = mark("portal of the provider")
    pack_label = mark("portal pack (ZIP)")
    rank = 10
    hints = (
        mark("Sign in to the portal with your own official account, and attach the files of this pack."),
        mark("Copy identifiers from identifiers.csv, not by hand."),
        mark("Note the reference that the portal gives, and enter it at the desk."),
    )
