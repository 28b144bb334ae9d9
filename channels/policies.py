"""Who may do what to a call."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from channels.models import Call
from core.errors import NotAllowed, NotFound
from outbox.actors import Acting


def require_staff(by: Acting) -> User:
    """Calls are taken by people, not by programs."""
    if not isinstance(by, User) or by.role == Role.PROGRAM or not by.is_active:
        raise NotAllowed(_("Only signed-in staff can take calls."))
    return by


def require_own(call: Call, *, by: Acting) -> User:
    """A call belongs to the agent who is on it; supervisors may finish one that was left behind."""
    user = require_staff(by)
    if call.agent_id not in {None, user.pk} and not user.leads_people:
        raise NotFound
    return user


def may_see(user: User, call: Call) -> bool:
    """Own calls, calls nobody has, and all for those who lead or are programs."""
    return user.leads_people or user.role == Role.PROGRAM or call.agent_id in {None, user.pk}
