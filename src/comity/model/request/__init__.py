"""The request as a typed value: one module a group of facts."""
