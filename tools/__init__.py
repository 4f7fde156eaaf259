"""Programs for those who work on Comity: setting up, locking, checking, and making the reference."""
