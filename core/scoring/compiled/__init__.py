"""A fitted pipeline turned into lookups: the same predictions without a frame in between."""
