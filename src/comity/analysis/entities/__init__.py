"""Entities: which identifiers belong to one holder, by which stated rule and rows, what an analyst decided, and how to undo it."""
