"""X: direct messages to our account come in as tickets and are answered there. parse, transport, answers, webhook."""
