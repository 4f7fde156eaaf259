"""Plain values that every room shares: no files, no network, no clock."""
