"""Let the database itself refuse to change or delete an entry of the journal."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

_TABLE = "desk_journalentry"
_WORDS = "an entry of the journal is never changed"

_SQLITE = [
    f"CREATE TRIGGER journal_no_{verb} BEFORE {verb.upper()} ON {_TABLE} BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
    for verb in ("update", "delete")
]
_POSTGRESQL = [
    f"CREATE FUNCTION journal_written_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$",
    f"CREATE TRIGGER journal_written_once BEFORE UPDATE OR DELETE ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION journal_written_once()",
    f"CREATE TRIGGER journal_never_emptied BEFORE TRUNCATE ON {_TABLE} EXECUTE FUNCTION journal_written_once()",
]


def guard(_apps: Any, editor: Any) -> None:
    """Put the guards up."""
    for statement in _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL:
        editor.execute(statement)


def unguard(_apps: Any, editor: Any) -> None:
    """Take the guards down, when the register is taken back to the version before."""
    if editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER journal_no_{verb}")
    else:
        editor.execute(f"DROP TRIGGER journal_written_once ON {_TABLE}")
        editor.execute(f"DROP TRIGGER journal_never_emptied ON {_TABLE}")
        editor.execute("DROP FUNCTION journal_written_once()")


class Migration(migrations.Migration):
    """Guards on the journal."""

    dependencies: ClassVar = [("desk", "0001_register")]
    operations: ClassVar = [migrations.RunPython(guard, unguard)]
