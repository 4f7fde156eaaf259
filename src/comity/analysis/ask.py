"""Ask a store: a question in SQL, or a ready one by its name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from comity.analysis.store import opened
from comity.errors import InputError
from comity.text.messages import say

_FOLDER = "comity.analysis.questions"
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question brought.

    Attributes:
        columns: names of the columns.
        rows: values; moments are aware, in UTC.
        more: whether rows were left out.
    """

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]
    more: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A ready question.

    Attributes:
        name: by which it is asked.
        title: what it answers.
        sql: how.
    """

    name: str
    title: str
    sql: str


def ready_questions() -> tuple[Question, ...]:
    """List the ready questions: the files of a folder, whose first line says what they answer."""
    entries = sorted((entry for entry in files(_FOLDER).iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return tuple(_question(entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8")) for entry in entries)


def _question(name: str, text: str) -> Question:
    first, _, rest = text.partition("\n")
    return Question(name, first.removeprefix("--").strip(), rest.strip())


def ask(folder: Path, question: str, *, limit: int | None = None) -> Reply:
    """Ask a store.

    Args:
        folder: the store.
        question: SQL over `event`, `entity`, `link`, or the name of a ready question.
        limit: rows to return at most; None returns all.

    Raises:
        InputError: the folder is no store, or the question is none.
    """
    import duckdb

    ready = {item.name: item.sql for item in ready_questions()}
    with opened(folder) as connection:
        try:
            statements = connection.extract_statements(ready.get(question.strip(), question))
            if len(statements) != 1 or statements[0].type is not duckdb.StatementType.SELECT:
                raise InputError(say("this is no question: one SELECT is expected"), hint=_hint(ready))
            relation = connection.sql(statements[0].query)
            if relation is None:
                raise InputError(say("this is no question: it returns no rows"), hint=_hint(ready))
            found = relation if limit is None else relation.limit(limit + 1)
            names = tuple(relation.columns)
            rows = [
                tuple(row.values()) for batch in found.to_arrow_reader(_BATCH) for row in batch.rename_columns(_numbered(names)).to_pylist()
            ]
            return Reply(names, rows[:limit], more=limit is not None and len(rows) > limit)
        except duckdb.Error as problem:
            message = str(problem).splitlines()[0]
            raise InputError(say("the question cannot be answered: {problem}", problem=message), hint=_hint(ready)) from problem


def _numbered(names: tuple[str, ...]) -> list[str]:
    """Number the columns: two of one name must not become one."""
    return [str(number) for number in range(len(names))]


def _hint(ready: dict[str, str]) -> str:
    return say("SQL over event, entity and link, or one of: {names}", names=", ".join(ready))
