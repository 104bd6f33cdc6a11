"""Privacy by design: what is done to each column of personal data, and how anonymous rows are."""
