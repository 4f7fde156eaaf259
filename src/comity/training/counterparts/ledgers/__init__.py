"""Simulated ledgers: small chains of real transactions and blocks, and servers that tell of them, truly or with planted faults."""
