"""The worked case from end to end: run it, write what it gives into a folder, and tell it in short."""
