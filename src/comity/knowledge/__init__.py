"""Files of facts: reading, overlay, provenance and shelf lives."""
