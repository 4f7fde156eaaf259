"""Words of what came back, found in all their forms: an index beside the tables of events, made when they are.

It is SQLite's full-text index over the lexemes of the register's own normaliser, so that «кошелек» finds «кошелька» here as it does in the
register, and an identifier is found whole. Each text is indexed once, however often it stands in the production.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from comity.analysis.store import opened
from comity.desk.search.normaliser import lexemes_of, terms_of
from comity.desk.search.query import as_fts5
from comity.errors import InputError
from comity.text.messages import say

INDEX = "words.sqlite3"
_BATCH = 5000
MOST = 20_000
"""Events that one search returns at most."""
_LONGEST = 200_000
_PLACES = ("actor_id", "account_id", "ip", "device_id", "sim_id", "txid", "thread_id")
# every character that is no space belongs to a lexeme: the lexemes are finished, and nothing is cut up here
_TOKENS = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_`{|}~''\"\"'"
_WORDS = f"create virtual table words using fts5(lexemes, content='', columnsize=0, detail=none, tokenize=\"{_TOKENS}\")"


def index_words(store: Path, folder: Path, beat: Callable[[], None] = lambda: None) -> int:
    """Make the index of a store anew; it appears when it is whole.

    Args:
        store: the tables of events.
        folder: where the index goes.
        beat: called after each batch.

    Returns:
        The number of events that have words.
    """
    making, count = folder / f"{INDEX}.making", 0
    making.unlink(missing_ok=True)
    with sqlite3.connect(making) as index:
        index.execute(_WORDS)
        index.execute("create table event(number integer primary key, event_id text not null)")
        for batch in _texts(store):
            rows = [(count + place, event_id, lexemes) for place, (event_id, lexemes) in enumerate(batch)]
            index.executemany("insert into words(rowid, lexemes) values (?, ?)", ((number, lexemes) for number, _, lexemes in rows))
            index.executemany("insert into event values (?, ?)", ((number, event_id) for number, event_id, _ in rows))
            count += len(rows)
            beat()
    index.close()
    making.rename(folder / INDEX)
    return count


def _texts(store: Path) -> Iterator[list[tuple[str, str]]]:
    names = ", ".join(_PLACES)
    with opened(store) as tables:
        reader = tables.sql(
            f"select event_id, text, attrs, target_ids, {names} from event where duplicate_of is null"  # noqa: S608 - our own names
        ).to_arrow_reader(_BATCH)
        for batch in reader:
            yield [(row["event_id"], _lexemes(row)) for row in batch.to_pylist()]


def _lexemes(row: dict[str, Any]) -> str:
    told = [row["text"] or "", *(row["target_ids"] or ()), *(row[name] or "" for name in _PLACES)]
    told += _leaves(json.loads(row["attrs"])) if row["attrs"] else []
    return " ".join(sorted(lexemes_of("\n".join(told)[:_LONGEST])))


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [value] if isinstance(value, str) else []


def events_with(folder: Path, text: str, language: str) -> tuple[str, ...]:
    """Find the events whose words fit; at most 20,000.

    Args:
        folder: where the index lies.
        text: what was typed; all words have to fit, one that ends in `*` is a beginning.
        language: the person's.

    Raises:
        InputError: the words of this production were not indexed.
    """
    path = folder / INDEX
    if not path.is_file():
        raise InputError(say("the words of this production are not indexed: read it again"))
    terms = terms_of(text, language)
    if not terms:
        return ()
    index = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        found = index.execute(
            "select event_id from event where number in (select rowid from words where words match ?) limit ?", (as_fts5(terms), MOST)
        ).fetchall()
    finally:
        index.close()
    return tuple(row[0] for row in found)
