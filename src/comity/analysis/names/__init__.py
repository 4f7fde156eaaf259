"""Names of people across scripts and spellings: how alike two are, with the reasons; candidates for a person to judge, never a merge."""
