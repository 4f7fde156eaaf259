"""One file a chapter of the reference; each defines `pages()`."""
