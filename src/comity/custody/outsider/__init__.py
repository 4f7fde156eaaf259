"""What an outsider checks evidence and requests with: one Python file and one page, neither of which needs Comity."""
