"""What came back to a case: its originals, what was read of them, and the place of each event in them."""
