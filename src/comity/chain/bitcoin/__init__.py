"""Bitcoin and its relatives: serialisation, transaction ids, addresses, Merkle branches, header work."""
