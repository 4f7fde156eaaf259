"""Simulated counterparts: their characters as data, and servers that answer as real ones do."""
