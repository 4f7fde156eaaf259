"""Open a store of events for questions: read-only, with no way to other files and none to the network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from comity.errors import InputError
from comity.text.messages import say

if TYPE_CHECKING:
    import duckdb

TABLES = ("event", "entity", "link")
_BATCH = 20_000


@contextmanager
def opened(folder: Path, *, memory: str = "800MB") -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a store; its tables are `event`, `entity` and `link`.

    What is asked can read these three files and nothing else; settings are locked before the first question.

    Args:
        folder: what `comity read --out` made.
        memory: bound of the memory that questions take.

    Raises:
        InputError: this is no store, or one that is not whole.
    """
    import duckdb

    files = {table: (folder / f"{table}.parquet").resolve() for table in TABLES}
    missing = [path.name for path in files.values() if not path.is_file()]
    if missing or not (folder / "coverage.json").is_file():
        name = missing[0] if missing else "coverage.json"
        raise InputError(
            say("this is no whole store of events: {name} is missing", name=name), place=str(folder), hint=say("make it with `comity read`")
        )
    # What a question cannot hold in memory is written to a folder that only its owner can read, and gone with the question.
    with TemporaryDirectory(prefix="comity-") as spill, duckdb.connect(":memory:") as connection:
        connection.execute("set TimeZone='UTC'; set autoinstall_known_extensions=false; set autoload_known_extensions=false")
        connection.execute(f"set memory_limit='{memory}'; set python_enable_replacements=false; set enable_progress_bar=false")
        quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files.values())
        connection.execute(f"set allowed_paths=[{quoted}]")
        connection.execute("set temp_directory=$folder", {"folder": spill})
        connection.execute("set enable_external_access=false; set lock_configuration=true")
        for table, path in files.items():
            place = str(path).replace("'", "''")
            connection.execute(f"create view {table} as select * from read_parquet('{place}')")  # noqa: S608 - the path is quoted
        place = str(files["event"]).replace("'", "''")
        connection.execute(f"create view numbered as select * from read_parquet('{place}', file_row_number=true)")  # noqa: S608
        yield connection


def rows(store: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, object] | None = None) -> list[tuple[Any, ...]]:
    """Ask an open store and return all rows; moments are aware, in UTC."""
    found = store.sql(sql, params=parameters or {}).to_arrow_reader(_BATCH)
    return [
        tuple(row.values())
        for batch in found
        for row in batch.rename_columns([str(number) for number in range(batch.num_columns)]).to_pylist()
    ]
