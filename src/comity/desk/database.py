"""Where the register keeps its rows: SQLite in the data folder, or PostgreSQL by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from comity.errors import RegisterError
from comity.text.messages import say

SQLITE_FILE = "register.sqlite3"
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def database_settings(url: str | None, data: Path) -> dict[str, Any]:
    """Return Django's settings of the database.

    Args:
        url: `postgresql://user:password@host:5432/name?sslmode=require`; None for SQLite.
        data: the data folder.

    Raises:
        RegisterError: the URL names no PostgreSQL database.
    """
    return _sqlite(data) if url is None else _postgresql(url)


def _sqlite(data: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(data / SQLITE_FILE),
        "OPTIONS": {
            # Writers wait in line instead of failing half-way: the lock is taken when a transaction begins.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what was told to be saved is on the disk, also when the power goes.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        # The URL may hold a password: it is not repeated.
        raise RegisterError(
            say("the database is not named by a PostgreSQL URL"),
            place="COMITY_DATABASE_URL",
            hint=say("write postgresql://user@host:5432/name, or leave it out for SQLite"),
        )
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = asked.pop("host", "") or parts.hostname or ""
    if host and not host.startswith("/") and host not in _THIS_MACHINE:
        asked.setdefault("sslmode", "require")  # rows of a register do not travel in the clear because nobody thought of it
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": asked,
    }
