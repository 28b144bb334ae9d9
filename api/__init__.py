"""REST for programs: the same verbs, the same policies."""
