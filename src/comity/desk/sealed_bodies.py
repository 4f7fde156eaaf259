"""What waits in the server waits sealed: evidence that is uploaded never rests on a disk as it is."""

from __future__ import annotations


def seal_what_waits() -> None:
    """Let the server keep large bodies that still arrive in sealed files without a name."""
    from waitress.buffers import TempfileBasedBuffer

    from comity.custody.vault.spool import SealedSpool

    TempfileBasedBuffer.newfile = lambda _: SealedSpool()
