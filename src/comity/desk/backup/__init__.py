"""Backups: one file that holds the whole register and restores on either database."""
