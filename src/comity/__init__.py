"""Comity: obtain electronic evidence across borders lawfully, quickly, and in a form a court accepts."""

__version__ = "0.1.0"
