"""Documents as typed blocks, and their writers: DOCX, PDF/A-2a + PDF/UA-1, HTML and plain text from one structure.

`document` is the structure; a letter, a report and a certificate are made of the same blocks. One writer a format: `word`, `pdf`, `html`,
`plain`; none of them knows what the document is about, so that no format can say what another does not. `output` puts files into a
folder without ever writing over an edited one; `pdf_check` looks for the marks that PDF/A and PDF/UA demand.
"""
