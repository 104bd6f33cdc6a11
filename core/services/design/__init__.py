"""Use cases of Design: business, data and solution."""
