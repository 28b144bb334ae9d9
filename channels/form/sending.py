"""A form is taken in once, if its budgets allow."""

from datetime import datetime

from channels.form.guard import Attempt, count, forgive
from channels.form.letter import Letter, as_inbound
from channels.services import Accepted, accept
from core.errors import DomainError


def send_form(*, letter: Letter, subject: str, place: str, at: datetime) -> Accepted:
    """The ticket. Raises TooMany; InvalidInput with the field of each fault, which costs nothing."""
    attempt = Attempt(letter.email or letter.phone, place)
    count(attempt, at=at)
    try:
        return accept(inbound=as_inbound(letter, subject=subject), at=at)
    except DomainError:
        forgive(attempt, at=at)
        raise
