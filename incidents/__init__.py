"""One cause, many tickets: what runs now, whom it concerns, and the one word that goes to all of them."""
