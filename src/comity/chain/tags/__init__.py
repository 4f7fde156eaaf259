"""Labels of addresses as others write them: TagPacks, lists of sanctioned addresses."""
