"""People: staff with roles and numbers, customers as records, and how we know who is who."""
