"""Proofs and seals: hashes, signatures, trees, time stamps."""
