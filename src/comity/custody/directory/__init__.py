"""The directory of authorities as it is handed on: signed roles, renewed and rotated, as a folder that travels on any carrier (TUF)."""
