"""Policy: law, restrictions, routes and responses."""
