"""Contacts on networks, by hand and by program."""
