"""Which channel reaches which addressee for which category of data."""
