"""Drafts from a case and its route: what is known is filled in, what only a person can know is asked."""
