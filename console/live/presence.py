"""Who is at a ticket, and what they do there: passed on between open pages, kept by nobody."""

from typing import Final

from accounts.models import User
from core.errors import InvalidInput
from live.bell import BELL
from tickets.models import Ticket

DOINGS: Final = frozenset({"reading", "replying", "noting", "gone"})


def announce(*, ticket: Ticket, by: User, doing: str, hello: bool) -> None:
    """Tell the other pages. `hello`: this page has just been opened and wants to hear who else is there."""
    if doing not in DOINGS:
        raise InvalidInput
    said = {"ticket": ticket.pk, "number": ticket.number, "who": str(by.pk), "name": by.name, "doing": doing}
    BELL.whisper({**said, "hello": hello})
