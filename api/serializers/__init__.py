"""Bodies: what may be sent, and what is shown."""
