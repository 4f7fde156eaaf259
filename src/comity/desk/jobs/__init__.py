"""Work in the background, in the rights of the person who asked for it, with progress and a cancel that says what is kept."""
