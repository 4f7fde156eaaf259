"""Requests from abroad: what is examined at the gate, which grounds for refusal there are, and what can be read from a letter."""
