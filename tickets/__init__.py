"""The ticket: its number, states, messages and verbs."""
