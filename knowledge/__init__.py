"""What the desk knows and says often: macros, the canned replies."""
