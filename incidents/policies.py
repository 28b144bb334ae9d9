"""Who may do what about an incident."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.errors import NotAllowed, NotFound
from outbox.actors import Acting
from tickets.models import Ticket
from tickets.policies import may_see


def may_lead(by: Acting) -> bool:
    """Supervisors and administrators."""
    return isinstance(by, User) and by.is_active and by.leads_people


def require_leader(by: Acting) -> User:
    """Who declares, updates and solves. Raises NotAllowed."""
    if not isinstance(by, User) or not may_lead(by):
        raise NotAllowed(_("Incidents are declared and led by supervisors. Tell one of them."))
    return by


def require_sorter(by: Acting, ticket: Ticket) -> User:
    """Who attaches and detaches by hand: everybody of ours who sees the ticket. Raises NotFound or NotAllowed."""
    if not isinstance(by, User) or not by.is_active or by.role == Role.PROGRAM:
        raise NotAllowed
    if not may_see(by, ticket):
        raise NotFound
    return by
