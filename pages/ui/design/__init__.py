"""Parts of the Design pages."""
