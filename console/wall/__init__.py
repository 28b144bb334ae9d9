"""The supervisor's wall: what is promised, at risk, waiting and owed this moment, on one page."""
