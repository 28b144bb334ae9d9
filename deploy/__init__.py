"""The commands: set up, start, watch and stop everything on one machine. Standard library only; no app imports it."""
