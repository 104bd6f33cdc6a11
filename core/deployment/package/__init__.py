"""The package that IT can run without us: built, written and verified."""
