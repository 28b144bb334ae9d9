"""What happened, for ever, and who must still hear of it."""
