"""The index of search: lexemes in a table, and what each database needs to look through them."""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

import comity.model.time

# Every character that is no space belongs to a lexeme: the lexemes are finished, and nothing is cut up here.
_TOKENS = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_`{|}~''\"\"'"
_SQLITE = [
    """
    CREATE VIRTUAL TABLE desk_search
    USING fts5(lexemes, content='desk_searchdocument', content_rowid='id', columnsize=0, detail=none, tokenize="TOKENIZER")
    """,
    """
    CREATE TRIGGER search_added AFTER INSERT ON desk_searchdocument BEGIN
    INSERT INTO desk_search(rowid, lexemes) VALUES (new.id, new.lexemes); END
    """,
    """
    CREATE TRIGGER search_removed AFTER DELETE ON desk_searchdocument BEGIN
    INSERT INTO desk_search(desk_search, rowid, lexemes) VALUES ('delete', old.id, old.lexemes); END
    """,
    """
    CREATE TRIGGER search_changed AFTER UPDATE ON desk_searchdocument BEGIN
    INSERT INTO desk_search(desk_search, rowid, lexemes) VALUES ('delete', old.id, old.lexemes);
    INSERT INTO desk_search(rowid, lexemes) VALUES (new.id, new.lexemes); END
    """,
]
_POSTGRESQL = [
    """
    ALTER TABLE desk_searchdocument
    ADD COLUMN vector tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(lexemes, ' '))) STORED
    """,
    "CREATE INDEX search_vector ON desk_searchdocument USING gin (vector)",
]


def make(_apps: Any, editor: Any) -> None:
    """Make what the database looks through."""
    for statement in _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL:
        editor.execute(statement.replace("TOKENIZER", _TOKENS), params=None)


def unmake(_apps: Any, editor: Any) -> None:
    """Take it away, when the register is taken back to the version before."""
    if editor.connection.vendor == "sqlite":
        for name in ("added", "removed", "changed"):
            editor.execute(f"DROP TRIGGER search_{name}")
        editor.execute("DROP TABLE desk_search")


class Migration(migrations.Migration):
    """Search."""

    dependencies: ClassVar = [("desk", "0003_sending_approval_incoming")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("object_id", models.BigIntegerField()),
                ("lexemes", models.TextField()),
                ("changed_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("normaliser", models.PositiveSmallIntegerField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="desk.case")),
            ],
            options={
                "ordering": ("-changed_at", "-id"),
                "indexes": [models.Index(fields=["case", "kind"], name="search_of_case")],
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="one_search_document")],
            },
        ),
        migrations.RunPython(make, unmake),
    ]
