"""Pure checks of identifiers: checksums, ranges, forms. Each file names the standard it follows; none knows the text around."""
