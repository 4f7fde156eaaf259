"""The ways in which a request leaves, one file each; `comity.exchange.transport` says how to write one."""
