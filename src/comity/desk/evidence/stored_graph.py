"""Graphs of links that were laid out are kept beside the tables: whoever looks again, and the court, sees the same picture."""

from __future__ import annotations

import hashlib

import msgspec

from comity.analysis.views.choice import Choice
from comity.analysis.views.links import METHOD, Graph, graph
from comity.desk.evidence.production import Production


def graph_of(production: Production, choice: Choice, most: int) -> tuple[Graph, str]:
    """Return the graph of a choice, laid out now or the first time that somebody looked, and the digest of the file that keeps it.

    Args:
        production: what was read.
        choice: which events.
        most: how many identifiers at most.
    """
    asked = msgspec.json.encode((METHOD, most, repr(choice)))
    path = production.views / f"links-{hashlib.sha256(asked).hexdigest()[:24]}.json"
    if not path.is_file():
        with production.opened() as store:
            made = graph(store, choice, most)
        production.views.mkdir(exist_ok=True, mode=0o700)
        making = path.with_name(f"{path.name}.making")
        making.write_bytes(msgspec.json.encode(made))
        making.rename(path)
    content = path.read_bytes()
    return msgspec.json.decode(content, type=Graph), hashlib.sha256(content).hexdigest()
