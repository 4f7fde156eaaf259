"""Ready questions to a store of events, one SQL file each; the first line says what it answers."""
