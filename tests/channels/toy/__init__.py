"""A channel of its own, made by following docs/add-a-channel.md: a notice board that posts lines of text to us."""
