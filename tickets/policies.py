"""Who may do what to a ticket. Pages, API and timers all ask here, through the verbs."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, Role, User
from core.errors import NotAllowed, NotFound
from core.matching import holds
from outbox.actors import Acting, SystemActor
from tickets.cuts import seen_by
from tickets.models import Ticket

CUSTOMER_VERBS = frozenset({"customer_reply", "escalate", "reopen", "open_file"})
PROGRAM_VERBS = frozenset({"open", "customer_reply", "note", "escalate", "open_file"})


def may_see(user: User, ticket: Ticket) -> bool:
    """The rule of TicketQuerySet.visible_to, for one ticket at hand."""
    return holds(seen_by(user), ticket)


def may_read_notes(user: User) -> bool:
    """Notes are for ourselves: a program might hand on what it reads."""
    return user.role != Role.PROGRAM


def require(verb: str, *, by: Acting, ticket: Ticket) -> None:
    """Raise NotFound for who may not know of the ticket, NotAllowed for who may see it but not do this."""
    if isinstance(by, SystemActor):
        return
    if isinstance(by, Customer):
        if ticket.customer_id != by.pk:
            raise NotFound
        if verb not in CUSTOMER_VERBS:
            raise NotAllowed(_("Please ask us to do this: reply on your ticket."))
        return
    if not isinstance(by, User) or not by.is_active:
        raise NotAllowed
    if not may_see(by, ticket):
        raise NotFound
    if by.role == Role.PROGRAM and verb not in PROGRAM_VERBS:
        raise NotAllowed(_("Programs may open tickets and add to them, nothing else."))


def require_assignable(to: User | None, *, by: Acting) -> None:
    """Agents give work to themselves and to their own team; supervisors and the desk itself give it to anyone."""
    if to is not None and (not to.is_active or to.role == Role.PROGRAM):
        raise NotAllowed(_("This account cannot take tickets."))
    if isinstance(by, User) and by.role == Role.AGENT and to is not None and to.team_id != by.team_id:
        raise NotAllowed(_("You can give tickets to your own team. A supervisor can give them to others."))
