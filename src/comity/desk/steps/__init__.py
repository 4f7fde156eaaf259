"""The steps of the work, one file a step, in the order of the work."""
