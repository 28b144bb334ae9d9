"""What the desk does by itself on tickets."""

from datetime import datetime

from outbox.registry import every_turn
from tickets.services import send_due


@every_turn
def send_replies(at: datetime) -> None:
    """Replies whose moment to be taken back is over."""
    send_due(at=at)
