"""What pages show of a store: a timeline in columns, conversations, places, links; pure questions, asked of the store each time."""
