"""What is looked for, in the words of each database.

The lookup `finds` stands on the column of lexemes: `SearchDocument.objects.filter(kind=kind, lexemes__finds=(kind, terms))`. SQLite asks
its FTS5 table, PostgreSQL a `tsvector` under a GIN index; both hold finished lexemes and cut nothing up themselves. In PostgreSQL each
lexeme begins with its kind, so that its statistics tell a word that is in every request and in no lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Lookup, TextField

from comity.desk.search.normaliser import Lexeme, Term


def as_fts5(terms: Sequence[Term]) -> str:
    """Write terms in the query language of FTS5."""
    return " AND ".join("(" + " OR ".join(_fts5(lexeme) for lexeme in term) + ")" for term in terms)


def as_tsquery(terms: Sequence[Term], kind: str = "") -> str:
    """Write terms as a `tsquery` of PostgreSQL; with a kind, as lexemes of that kind."""
    return " & ".join("(" + " | ".join(_tsquery(lexeme, f"{kind}:" if kind else "") for lexeme in term) + ")" for term in terms)


def _fts5(lexeme: Lexeme) -> str:
    quoted = '"' + lexeme.text.replace('"', '""') + '"'
    return quoted + "*" if lexeme.is_beginning else quoted


def _tsquery(lexeme: Lexeme, before: str) -> str:
    quoted = "'" + before + lexeme.text.replace("\\", "\\\\").replace("'", "''") + "'"
    return quoted + ":*" if lexeme.is_beginning else quoted


class Finds(Lookup):
    """Rows of a kind whose lexemes fit all terms; the kind is asked for beside it."""

    lookup_name = "finds"
    prepare_rhs = False

    def as_sqlite(self, _compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Ask the FTS5 table for the numbers of the rows."""
        table = connection.ops.quote_name(self._column.alias)
        return f"{table}.id IN (SELECT rowid FROM desk_search WHERE desk_search MATCH %s)", [as_fts5(self.rhs[1])]  # noqa: S608 - a name of Django's

    def as_postgresql(self, _compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Ask the column that PostgreSQL computes from the lexemes."""
        table = connection.ops.quote_name(self._column.alias)
        return f"{table}.vector @@ %s::tsquery", [as_tsquery(self.rhs[1], self.rhs[0])]

    @property
    def _column(self) -> Any:
        return self.lhs


TextField.register_lookup(Finds)
