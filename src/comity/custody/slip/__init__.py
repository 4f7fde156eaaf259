"""Verification slips: how the addressee of a request tells it from a forgery, offline and without an account."""
