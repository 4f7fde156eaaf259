"""The language that rules and scenarios state their conditions in: a closed vocabulary, parsed, never evaluated as code."""
