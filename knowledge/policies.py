"""Who may write macros and articles. Everybody who answers customers may use the macros; articles are for all."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import NotAllowed
from outbox.actors import Acting


def may_write(by: Acting) -> bool:
    """Supervisors and administrators."""
    return isinstance(by, User) and by.is_active and by.leads_people


def require_writer(by: Acting) -> None:
    """Raise NotAllowed for who may not write them."""
    if not may_write(by):
        raise NotAllowed(_("Macros and articles are written by supervisors. Ask one of them."))
