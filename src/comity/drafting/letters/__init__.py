"""Read letters that were written elsewhere into typed requests: what can be read is read, what cannot is listed, nothing is guessed."""
