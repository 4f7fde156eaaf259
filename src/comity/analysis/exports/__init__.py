"""Ways out of the store: formats that other programs read."""
