"""What came from a provider or another authority: who handed it over, and whether their digests and signatures hold."""
