"""Whole blocks and whole chains at the speed of the disk: columns instead of objects, compiled loops over them."""
