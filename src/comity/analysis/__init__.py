"""Entities, links, patterns: values computed from records."""
