"""X: direct messages in and out."""
