"""Ways in and out. The hotline first: the directory of numbers, and calls."""
