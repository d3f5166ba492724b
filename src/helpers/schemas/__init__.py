"""Schemas: what each kind of table holds, one YAML file a kind."""
