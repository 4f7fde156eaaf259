"""Packs in which a request leaves: for a portal, by e-mail, by post."""
