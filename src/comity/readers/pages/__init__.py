"""Pages made for people (HTML, PDF): fields, lists, tables and lines, each with its place."""
