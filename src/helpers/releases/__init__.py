"""Releases: the only opener of data/raw and data/reference."""
