"""What devices and returns hold of wallets: extended public keys and the addresses they lead to, indications of seed phrases."""
