"""Drafts: every number of a story, and what is known of it."""
