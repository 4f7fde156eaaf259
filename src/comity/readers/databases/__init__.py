"""SQLite databases of telephones and computers: opened without trust, read row by row, counted by walking their pages."""
