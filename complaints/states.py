"""Where a complaint stands, and which moves there are. The database keeps the same list."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.errors import Conflict


class ComplaintState(models.TextChoices):
    """`open` is the investigation. A complaint that a missed promise opened begins there: nothing about it is to be examined first."""

    RECEIVED = "received", pgettext_lazy("complaint state", "Received")
    ADMISSIBLE = "admissible", _("Admissible")
    OPEN = "open", _("Under investigation")
    REOPENED = "reopened", pgettext_lazy("complaint state", "Reopened")
    DECIDED = "decided", _("Decided")
    INADMISSIBLE = "inadmissible", _("Not admissible")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# States in which we owe a decision; the partial indexes use the same list.
LIVE = [ComplaintState.RECEIVED, ComplaintState.ADMISSIBLE, ComplaintState.OPEN, ComplaintState.REOPENED]
ENDED = [ComplaintState.DECIDED, ComplaintState.INADMISSIBLE, ComplaintState.WITHDRAWN]
# What the customer may contest, once.
CONTESTABLE = [ComplaintState.DECIDED, ComplaintState.INADMISSIBLE]

MOVES: dict[str, frozenset[str]] = {
    ComplaintState.RECEIVED: frozenset(
        {ComplaintState.ADMISSIBLE, ComplaintState.INADMISSIBLE, ComplaintState.WITHDRAWN}
    ),
    ComplaintState.ADMISSIBLE: frozenset({ComplaintState.OPEN, ComplaintState.WITHDRAWN}),
    ComplaintState.OPEN: frozenset({ComplaintState.DECIDED, ComplaintState.WITHDRAWN}),
    ComplaintState.REOPENED: frozenset({ComplaintState.OPEN, ComplaintState.WITHDRAWN}),
    ComplaintState.DECIDED: frozenset({ComplaintState.REOPENED}),
    ComplaintState.INADMISSIBLE: frozenset({ComplaintState.REOPENED}),
    ComplaintState.WITHDRAWN: frozenset(),
}


def check_move(old: str, new: str) -> None:
    """Raise Conflict with the way out unless the table has the move."""
    if new in MOVES[old]:
        return
    if old == ComplaintState.RECEIVED and new in {ComplaintState.OPEN, ComplaintState.DECIDED}:
        raise Conflict(_("Say first whether the complaint is admissible: the box stands above."), code="not_admitted")
    if old == ComplaintState.DECIDED:
        raise Conflict(_("This complaint is decided already."), code="complaint_ended")
    if old in ENDED:
        raise Conflict(_("This complaint has ended. Reload to see how."), code="complaint_ended")
    raise Conflict(_("This complaint is in another state by now. Reload to see it."), code="move_not_possible")
