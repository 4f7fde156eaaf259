"""Launches from learning platforms, and marks back to them: a tool of LTI 1.3 with deep linking 2.0 and grade services 2.0."""
