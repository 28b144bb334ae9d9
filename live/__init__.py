"""Who sees what happens, as it happens: server-sent events to open pages. The surfaces say who may open a stream and what it tells."""
