"""GraphSense: graphs that its dashboard saved, and the labels that its REST interface tells."""
