"""Call-backs that were promised, as customers see them."""

from datetime import datetime
from typing import Any

from core.contacts import mask_phone
from tickets.models import Ticket


def callbacks_of(ticket: Ticket, *, at: datetime) -> list[dict[str, Any]]:
    """The rows of portal/_callbacks.html, the next first."""
    open_ones = ticket.calls.filter(callback_at__isnull=False, handled_at__isnull=True).order_by("callback_at")
    return [
        {
            "at": each.callback_at,
            "phone": mask_phone(each.callback_phone),
            "topic": each.callback_topic,
            "late": each.callback_at is not None and each.callback_at < at,
        }
        for each in open_ones
    ]
