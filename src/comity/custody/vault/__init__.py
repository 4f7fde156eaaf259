"""The vault: evidence encrypted as it arrives, kept in packs and objects, and given back byte for byte."""
