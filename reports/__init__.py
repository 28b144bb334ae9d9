"""Figures: what was promised and kept, called and answered, day by day; and what runs this moment, read within bounds."""
