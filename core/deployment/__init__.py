"""Deployment: gates, packages, latency and monitoring of released models."""
