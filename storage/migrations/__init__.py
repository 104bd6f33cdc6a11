"""Schema versions of the application's database."""
