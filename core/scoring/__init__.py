"""Scoring: what ships in every exported package; imports nothing of ours outside this folder."""
