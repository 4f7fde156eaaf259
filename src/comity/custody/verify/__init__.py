"""Checks that an outsider can make: each takes files, and answers yes or no with the first bad place."""
