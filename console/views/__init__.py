"""Pages of the desk: thin functions that parse, call a verb and answer."""
