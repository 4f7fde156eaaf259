"""Open the parts of a vault by what its description says: where the log lies, and where the evidence."""

from __future__ import annotations

from pathlib import Path

from comity.custody.disk import LOCAL, Disk
from comity.custody.log.journal import Journal
from comity.custody.log.storage import EntryStore
from comity.custody.stores.folder import FolderStore
from comity.custody.stores.store import EvidenceStore
from comity.custody.vault.about import About
from comity.errors import InputError


def open_entries(about: About, root: Path, disk: Disk) -> EntryStore:
    """Open the storage of a vault's log.

    Raises:
        InputError: it is of a kind that is not known here.
    """
    if about.ledger == "journal":
        return Journal(root / "log", disk)
    if about.ledger.startswith(("postgresql://", "postgres://")):
        from comity.custody.log.postgresql import PostgresEntries

        return PostgresEntries(about.ledger, about.origin)
    raise InputError(f"a log of an unknown kind: {about.ledger}", place=str(root / "vault.json"))


def hold_new(about: About) -> None:
    """Make sure that a vault that is being made finds no log of its name in a database, and a store that keeps what it is given.

    Raises:
        InputError: there is one, or database or store are of an unknown kind.
        CustodyError: the store does not keep.
    """
    if about.store != "folder":
        store = open_store(about, Path(), LOCAL)
        try:
            store.try_out()
        finally:
            store.close()
    if about.ledger == "journal":
        return
    entries = open_entries(about, Path(), LOCAL)
    try:
        if entries.size:
            raise InputError("the database holds a log of this name already", place=about.ledger, hint="give --origin another name")
    finally:
        entries.close()


def open_store(about: About, root: Path, disk: Disk) -> EvidenceStore:
    """Open the store of a vault's evidence.

    Raises:
        InputError: it is of a kind that is not known here.
    """
    if about.store == "folder":
        return FolderStore(root / "store", disk)
    if about.store.startswith("s3+"):
        from comity.custody.stores.objects import ObjectStore

        return ObjectStore.at(about.store, root / "store", disk)
    raise InputError(f"a store of an unknown kind: {about.store}", place=str(root / "vault.json"))
