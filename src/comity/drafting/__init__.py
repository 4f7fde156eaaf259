"""Draft, check and render a request for electronic evidence."""
