"""Read what comes back: provider productions, telephones, computers."""
