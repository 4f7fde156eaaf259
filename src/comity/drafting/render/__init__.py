"""A draft and a form become a letter: a `comity.documents` document in which every value knows the fact it shows.

The order: `form` (find and read the form), `fill` (form + draft -> document), `render` (one writer a format).
"""
