"""Commands that need more than a call: one module a command."""
