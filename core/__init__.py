"""Trefoil's engine and use cases: no user interface, no SQL, no tracking client."""
