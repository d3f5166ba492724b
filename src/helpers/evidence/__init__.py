"""Evidence: quantities, relations, verdicts and lineage."""
