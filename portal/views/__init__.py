"""Pages for customers. They work without script; each view is one request, one verb, one answer."""
