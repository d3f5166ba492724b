"""Synthetic: invented records that tally their own truth."""
