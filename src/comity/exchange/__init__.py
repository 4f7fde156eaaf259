"""Containers, transports and receipts: how a request leaves and an answer arrives."""
