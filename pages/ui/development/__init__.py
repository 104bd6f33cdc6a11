"""Parts of the Development pages."""
