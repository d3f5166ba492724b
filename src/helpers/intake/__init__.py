"""Intake: bytes to rows of text, each with its origin."""
