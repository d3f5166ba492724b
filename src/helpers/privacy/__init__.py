"""What may leave: columns, values, names, and the one way out for whatever is published."""
