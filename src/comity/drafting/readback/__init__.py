"""Reads an edited DOCX back: which facts were changed, deleted or lost, and what the draft is now.

`document` finds the anchored values in the file, `understand` turns shown text into values again, `compare` tells the differences, and
`revise` makes the new draft.
"""
