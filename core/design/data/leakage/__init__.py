"""Leakage: columns and rows that give the target away, as declared checks with their evidence."""
