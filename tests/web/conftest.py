"""The pages are tested over the same register as the desk."""

from __future__ import annotations

from tests.desk.conftest import office, rows

__all__ = ["office", "rows"]
