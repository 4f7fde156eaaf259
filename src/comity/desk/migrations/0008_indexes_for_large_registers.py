"""What a register of hundreds of thousands of requests is looked through by."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models.functions import Upper

_VECTOR = """
ALTER TABLE desk_searchdocument ADD COLUMN vector tsvector
GENERATED ALWAYS AS (array_to_tsvector(string_to_array(LEXEMES, ' '))) STORED
"""
_OF_A_KIND = "CASE WHEN lexemes = '' THEN '' ELSE kind || ':' || replace(lexemes, ' ', ' ' || kind || ':') END"
_INDEX = "CREATE INDEX search_vector ON desk_searchdocument USING gin (vector)"


def _vector(editor: Any, lexemes: str) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in ("ALTER TABLE desk_searchdocument DROP COLUMN vector", _VECTOR.replace("LEXEMES", lexemes), _INDEX):
            editor.execute(statement, params=None)


def with_kind(_apps: Any, editor: Any) -> None:
    """Let every lexeme in PostgreSQL begin with the kind of what it was found in: words have statistics of their own in each kind."""
    _vector(editor, _OF_A_KIND)


def without_kind(_apps: Any, editor: Any) -> None:
    """As it was, when the register is taken back to the version before."""
    _vector(editor, "lexemes")


class Migration(migrations.Migration):
    """Indexes for large registers."""

    dependencies: ClassVar = [("desk", "0007_safeguard_answers")]
    operations: ClassVar = [
        migrations.AddIndex("case", models.Index(fields=["-changed_at", "-id"], name="case_by_last_change")),
        migrations.AddIndex("casemember", models.Index(fields=["person", "role", "case", "until"], name="member_by_person")),
        migrations.AddIndex("evidencerequest", models.Index(fields=["case", "state", "addressee_id"], name="request_of_case")),
        migrations.AddIndex("journalentry", models.Index(fields=["action", "at"], name="journal_by_action")),
        migrations.AddIndex("lead", models.Index(Upper("value"), name="lead_value_in_any_case")),
        migrations.AddIndex("searchdocument", models.Index(fields=["kind", "-changed_at", "-id"], name="search_by_change")),
        migrations.RunPython(with_kind, without_kind),
    ]
