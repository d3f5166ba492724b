"""Printed tables (PDF): their text, their tables, and a second count of their rows."""
