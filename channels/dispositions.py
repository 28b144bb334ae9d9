"""How a call can end and what each end needs, as data. No call ends without one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Disposition(models.TextChoices):
    """What came of a call."""

    TICKET = "ticket_opened", _("Ticket opened")
    ADDED = "added_to_ticket", _("Added to an existing ticket")
    ANSWERED = "answered", _("Answered at once")
    CALLBACK = "callback_promised", _("Call-back promised")
    DROPPED = "dropped", _("Dropped")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    FRAUD = "suspected_fraud", _("Suspected fraud")


# Those that leave a ticket behind under the number that was reserved.
OPENS_TICKET = frozenset({Disposition.TICKET, Disposition.ANSWERED, Disposition.CALLBACK})
