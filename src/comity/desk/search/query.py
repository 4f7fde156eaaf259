"""What is looked for, in the words of each database.

The lookup `finds` stands on the column of lexemes: `SearchDocument.objects.filter(lexemes__finds=terms)`. SQLite asks its FTS5 table,
PostgreSQL a `tsvector` under a GIN index; both hold finished lexemes and cut nothing up themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Lookup, TextField

from comity.desk.search.normaliser import Lexeme, Term


def as_fts5(terms: Sequence[Term]) -> str:
    """Write terms in the query language of FTS5."""
    return " AND ".join("(" + " OR ".join(_fts5(lexeme) for lexeme in term) + ")" for term in terms)


def as_tsquery(terms: Sequence[Term]) -> str:
    """Write terms as a `tsquery` of PostgreSQL."""
    return " & ".join("(" + " | ".join(_tsquery(lexeme) for lexeme in term) + ")" for term in terms)


def _fts5(lexeme: Lexeme) -> str:
    quoted = '"' + lexeme.text.replace('"', '""') + '"'
    return quoted + "*" if lexeme.is_beginning else quoted


def _tsquery(lexeme: Lexeme) -> str:
    quoted = "'" + lexeme.text.replace("\\", "\\\\").replace("'", "''") + "'"
    return quoted + ":*" if lexeme.is_beginning else quoted


class Finds(Lookup):
    """Rows whose lexemes fit all terms."""

    lookup_name = "finds"
    prepare_rhs = False

    def as_sqlite(self, _compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Ask the FTS5 table for the numbers of the rows."""
        table = connection.ops.quote_name(self._column.alias)
        return f"{table}.id IN (SELECT rowid FROM desk_search WHERE desk_search MATCH %s)", [as_fts5(self.rhs)]  # noqa: S608 - a name of Django's

    def as_postgresql(self, _compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Ask the column that PostgreSQL computes from the lexemes."""
        table = connection.ops.quote_name(self._column.alias)
        return f"{table}.vector @@ %s::tsquery", [as_tsquery(self.rhs)]

    @property
    def _column(self) -> Any:
        return self.lhs


TextField.register_lookup(Finds)
