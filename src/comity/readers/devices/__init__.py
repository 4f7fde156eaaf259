"""Readers of telephones and computers, one file a format."""
