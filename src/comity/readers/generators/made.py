"""What a generator returns: files of one format, and what is true about them.

Every generator is faithful to published descriptions and to the quirks that exports of the format are known for; no genuine production is
public, so none is copied. Everything in them is fictitious: documentation addresses (RFC 5737), numbers and names of nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

START = datetime(2024, 1, 5, 8, 0, tzinfo=UTC)
_WORDS = (
    *("пакет", "деньги", "завтра", "оплата", "встреча", "карта", "счёт", "да", "нет", "Алматы", "Бишкек", "ok", "transfer", "wallet"),
    *("meeting", "call", "10:30", "ұстап", "қалдым", "күн"),
)


@dataclass(slots=True)
class Made:
    """A made-up file or set of files.

    Attributes:
        reader: slug of the reader that is to read them.
        files: bytes by name.
        events: what each event must hold; keys are columns of the event table (`ts_utc` an aware datetime or None).
        quarantined: records that cannot be read.
        zone: the zone to read with; None for none.
    """

    reader: str
    files: dict[str, bytes]
    events: list[dict[str, object]]
    quarantined: int = 0
    zone: str | None = None
    notes: list[str] = field(default_factory=list)


def moments(random: Random, count: int) -> list[datetime]:
    """Make moments in order, whole seconds, in UTC."""
    now = START
    found = []
    for _ in range(count):
        now += timedelta(seconds=random.randint(1, 40_000))
        found.append(now)
    return found


def words(random: Random, least: int = 1, most: int = 9) -> str:
    """Make a text of some words in several languages."""
    return " ".join(random.choice(_WORDS) for _ in range(random.randint(least, most)))


def address(random: Random) -> str:
    """Make an address of a documentation network (RFC 5737)."""
    return f"{random.choice(('192.0.2', '198.51.100', '203.0.113'))}.{random.randint(1, 254)}"


def epoch_ms(moment: datetime) -> int:
    """Return milliseconds since 1970."""
    return int(moment.timestamp() * 1000)
