"""Cleaning: records of text to one typed table, by one SQL statement, at every size."""
