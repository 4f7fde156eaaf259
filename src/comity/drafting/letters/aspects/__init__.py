"""One file an aspect of a letter; `comity.drafting.letters.aspect` tells how to write one."""
