"""The lifecycle as data: steps, records, staleness and hand-back."""
