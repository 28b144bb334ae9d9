"""`make bench`: how fast the desk is when it is full. Figures are ratios where they can be: machines differ."""
