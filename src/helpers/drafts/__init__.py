"""Drafts: a story held against what is known."""
