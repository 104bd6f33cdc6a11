"""Shared page parts: state, access to the workspace, step header and footer, map, charts, messages."""
