"""Vault, log and proofs: evidence whose path anyone can verify."""
