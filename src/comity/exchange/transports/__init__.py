"""Ways to send and receive, one file a way."""
