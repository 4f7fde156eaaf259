"""Whether two language versions of a letter name the same identifiers, dates and amounts."""
