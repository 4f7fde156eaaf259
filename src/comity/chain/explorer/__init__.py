"""CSV files that explorers export: their columns, and rows as transfers."""
