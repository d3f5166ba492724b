"""Synthesis: seeded made-up records that tally their own truth."""
