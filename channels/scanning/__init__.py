"""The virus scanner: each file that comes in is held until it has looked."""
