"""Languages, scripts, messages, and text taken out of documents."""
