"""Pictures that the server draws: the same on every screen and in court, without scripts and without anything from elsewhere."""
