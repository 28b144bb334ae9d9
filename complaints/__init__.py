"""The complaint channel: its own record, number and handler, never the agent concerned."""
