"""The custody log: events, their commitments, and the ledger that keeps them in order."""
