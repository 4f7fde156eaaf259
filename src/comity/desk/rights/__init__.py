"""Who may do what: roles, the matrix of rights as data, and one function that answers."""
