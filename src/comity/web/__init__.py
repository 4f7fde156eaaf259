"""The browser's face: pages and the HTTP interface over the desk."""
