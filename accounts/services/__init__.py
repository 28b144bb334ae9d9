"""Verbs on people, by subject: staff, customers, identity, codes, limits."""
