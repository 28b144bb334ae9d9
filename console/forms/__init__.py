"""Forms of the desk: they parse what was typed; the verbs decide."""
