"""One file a document format; `comity.text.format` tells how to write one."""
