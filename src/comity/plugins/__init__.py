"""Find plug-ins by walking a folder: one thing, one file."""
