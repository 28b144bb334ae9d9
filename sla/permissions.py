"""Who may change what the desk promises. Everybody who works here may read it."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.errors import NotAllowed
from outbox.actors import Acting, SystemActor


def may_read_promises(user: User) -> bool:
    """All who have pages; programs ask the API for the promise of one ticket."""
    return user.is_active and user.role != Role.PROGRAM


def may_edit_promises(by: Acting) -> bool:
    """Supervisors and administrators; the desk itself when it installs its first promises."""
    return isinstance(by, SystemActor) or (isinstance(by, User) and by.is_active and by.leads_people)


def require_editor(by: Acting) -> None:
    """Raise NotAllowed for who may not change policies, calendars and the ladder."""
    if not may_edit_promises(by):
        raise NotAllowed(_("Only supervisors and administrators change what the desk promises. Ask one of them."))
