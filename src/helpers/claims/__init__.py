"""Claims: what was published, what we found, and what they say of each other."""
