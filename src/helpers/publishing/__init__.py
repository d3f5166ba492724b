"""Publishing: sentences, charts, tables and pages."""
