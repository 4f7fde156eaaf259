"""Tables: delimited text split into records with the place of each, columns mapped by name, times read by the column."""
