"""Time stamps of checkpoints: asking an authority (RFC 3161), and keeping what it answered."""
