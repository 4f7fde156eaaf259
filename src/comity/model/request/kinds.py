"""The kinds of values that request facts have."""

from __future__ import annotations

from datetime import date, datetime

Moment = date | datetime
"""A day, or a moment as written (naive where no zone is stated)."""

Statement = bool | str
"""A fact that is true, false, or told in words: words count as true, an empty text as nothing said."""

Number = int | float
"""A number; amounts of money and tokens that must be exact are text elsewhere."""
