"""Recognise identifiers in text and say what each is worth."""
