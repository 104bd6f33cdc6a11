"""The only place that knows SQLite, files and MLflow."""
