"""The kinds of identifiers: one file a kind, found by its name. How to write one: `comity.leads.kind`."""
