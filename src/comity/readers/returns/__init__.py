"""Readers of provider productions, one file a format."""
