"""Reading in a child process that has no network and bounded means."""
