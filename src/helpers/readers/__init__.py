"""Readers: bytes to records of text, each with its number, and an account of every record."""
