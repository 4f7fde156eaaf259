"""Follow value on public ledgers to a door one can knock on."""
