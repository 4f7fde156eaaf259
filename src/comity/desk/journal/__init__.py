"""The journal: one chain of entries, written once."""
