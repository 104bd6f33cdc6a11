"""Development: from a prepared table to a chosen, explained model."""
