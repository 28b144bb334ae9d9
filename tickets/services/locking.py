"""How every verb takes hold of its ticket."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, NotFound
from outbox.actors import Acting
from tickets.models import Ticket
from tickets.policies import require
from tickets.states import may_move


def hold(ticket: Ticket, verb: str, *, by: Acting, seen_version: int | None = None) -> Ticket:
    """Lock the row and return it as it is now; of a ticket that was merged, the one in which it goes on.

    `seen_version` is what the person was looking at; when the ticket changed since, Conflict says so before anything happens.
    """
    rows = Ticket.objects.select_for_update(of=("self",))
    locked = rows.filter(pk=ticket.pk).first()
    if locked is not None and locked.merged_into_id is not None:
        locked = rows.get(pk=locked.merged_into_id)
    if locked is None:
        raise NotFound
    require(verb, by=by, ticket=locked)
    if seen_version is not None and seen_version != locked.version:
        raise Conflict(
            _(
                "A colleague changed this ticket while you were at it. Nothing of yours is lost: read what is new, then send again."
            )
        )
    return locked


def move(ticket: Ticket, state: str) -> None:
    """Change the state if the table has the move. Leaving a state clears what belonged to it."""
    if not may_move(ticket.state, state):
        raise Conflict(_("This ticket is already in another state. Reload to see it."), code="move_not_possible")
    ticket.state = state
    ticket.waiting_until = None
    ticket.waiting_for = ""


def keep(ticket: Ticket, *fields: str) -> Ticket:
    """Save these fields and count the change."""
    ticket.version += 1
    ticket.save(update_fields=[*fields, "version"])
    return ticket


STATE_FIELDS = ("state", "waiting_until", "waiting_for", "last_activity_at")
