"""Adding: files as received to a release."""
