"""The office's own entries in the directory: proposed with a source, approved by a second person, written into the overlay."""
