"""One channel a file; `comity.routing.channel` says how to write one."""
