"""TRON: addresses."""
