"""From a file to a typed table: what cannot be read is refused, what was decided is told."""
