"""Sources of ledger data, one file a source."""
