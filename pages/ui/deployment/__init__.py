"""Parts of the Deployment pages."""
