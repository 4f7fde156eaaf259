"""Writes a document as a DOCX file that people edit, and that can be read back field by field.

`anchors` names the places of values, `body` writes the text, `parts` the rest of the package (ECMA-376, WordprocessingML).
"""
