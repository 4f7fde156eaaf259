"""How a request leaves: what goes into the pack (`contents`), and the ways it can travel (`transports/`, one file each)."""
