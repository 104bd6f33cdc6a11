"""Documents computed from records; no figure in them lacks a source."""
