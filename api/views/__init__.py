"""Thin: parse, call a verb, show what it returned."""
