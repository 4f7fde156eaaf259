"""Registries of internet addresses that lie on the disk: what they say, of which day they are, and what they cannot say."""
