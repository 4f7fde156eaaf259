"""Kinds of jobs, one file a kind."""
