"""Taint policies, one file each: how much of a coin, or of a payment, comes from the seed."""
