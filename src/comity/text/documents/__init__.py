"""What the formats of documents are made of: packages, the text of Word, the sheets of Excel, form fields, markup."""
