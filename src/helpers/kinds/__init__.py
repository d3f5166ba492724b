"""Kinds: rows to one typed table, one small module a kind."""
