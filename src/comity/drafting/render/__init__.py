"""A draft and a form become a structured letter, and the letter becomes DOCX, PDF, HTML and plain text.

The order: `form` (find and read the form), `fill` (form + draft -> `letter.Letter`), then one writer a format: `word`, `pdf`, `html`,
`plain`.
Every writer gets the same letter and none of them knows the draft, so that no format can say what another does not.
"""
