"""What people see: one thin file per step, and shared page parts in `pages.ui`."""
