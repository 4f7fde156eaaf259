"""The training space: groups, runs on the desk, marking, tests, certificates. The one room of the training that knows the register."""
