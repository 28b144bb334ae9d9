"""Who may change what is published as ours, and who names a fake."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from channels.directory.models import ChannelChange
from core.errors import NotAllowed
from outbox.actors import Acting


def may_publish(by: Acting) -> bool:
    """Supervisors and administrators: each of them proposes, and decides what another proposed."""
    return isinstance(by, User) and by.is_active and by.leads_people


def require_publisher(by: Acting) -> User:
    """Raise NotAllowed for who may not."""
    if not isinstance(by, User) or not may_publish(by):
        raise NotAllowed(_("Official channels are changed by supervisors. Tell one of them."))
    return by


def may_approve(by: Acting, change: ChannelChange) -> bool:
    """Nobody approves what they proposed themselves."""
    return may_publish(by) and isinstance(by, User) and by.pk != change.proposed_by_id


def require_second(by: Acting, change: ChannelChange) -> User:
    """The second of two people. Raises NotAllowed."""
    user = require_publisher(by)
    if not may_approve(by, change):
        raise NotAllowed(_("You proposed this: another supervisor or administrator decides."), code="needs_second")
    return user
