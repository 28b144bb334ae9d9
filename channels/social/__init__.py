"""Contacts on networks that no program of ours reaches: written down by hand, answered by pasting a text."""
