"""Use cases around personal data: a plan, its protection, and erasure."""
