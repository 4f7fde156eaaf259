"""Who takes part in which event, as whole numbers: the ground that all questions about entities stand on.

A *node* is one identifier where it identifies: a telephone number in international form, a mailbox, an IMEI, a SIM, a wallet or an IBAN is
the same everywhere; an account is the same at its provider only; what names nobody outside its file (a display name, a local user, a
short number) is the same within its source only. Events that a production repeats count once.

Tables that `lay_out` makes within the connection, beside `event entity link`:
    numbered    the events with `file_row_number`
    node        node (number), key, kind, value, provider, source, events, first, last, undated
    part        n (row of the event), role, node
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.analysis.statement import statement

if TYPE_CHECKING:
    import duckdb

KINDS = frozenset({"account", "phone", "email", "device", "sim", "ip", "wallet", "person", "place", "bank_account"})
"""Kinds of nodes; a mobile cell is a place."""

OWNER = "owner"
"""Value of the person whose device or account a source is, where records say only *I*."""


def lay_out(store: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of nodes and parts in an open store."""
    store.execute(
        "create temp table origin as select row_number() over (order by provider, source_sha256) as origin, *"
        " from (select distinct provider, source_sha256 from numbered)"
    )
    for name in ("named", "taken", "keyed", "node"):
        store.execute(statement(name))
    store.execute(
        "create temp table part as select t.n, t.role, node.node from taken t join keyed using (named, origin) join node using (key)"
    )
    for name in ("taken", "keyed", "named"):
        store.execute(f"drop table {name}")
