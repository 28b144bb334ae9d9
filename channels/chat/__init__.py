"""Live chat: a ticket from the first word, with a line that is open for as long as both sides are there."""
