"""Business understanding: what it is worth, and to whom."""
