"""SQL, one statement a file; `comity.analysis.statement` reads them."""
