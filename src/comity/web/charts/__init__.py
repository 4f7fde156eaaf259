"""Charts as inline SVG, drawn on the server: no script, no style attribute, sized by the page; beside each stands its table."""
