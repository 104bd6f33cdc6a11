"""The engine: learners, search spaces, a portfolio of known-good settings, and the search itself."""
