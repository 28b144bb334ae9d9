"""`make bench`: how fast the desk is when it is full, and how that grows with it. Machines differ; two desks on one machine do not."""
