"""Archives opened member by member, within limits."""
