"""BagIt 1.0 (RFC 8493): the neutral form in which evidence leaves."""
