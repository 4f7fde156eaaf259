"""Statistics and the review of procedures: how much, how often answered, how long each stage takes, why requests fail."""
