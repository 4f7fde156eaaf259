"""Search: one normaliser for what is kept and what is typed, over the full-text index of the database that holds the register."""
