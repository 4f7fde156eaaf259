"""7z archives: the directory, the coders, the members in order."""
