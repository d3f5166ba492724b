"""Ledger: what happened to every row of a release, by named queries."""
