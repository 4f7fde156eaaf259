"""Commands that behave badly, each in one way, to see what the program makes of it."""
