"""The safe status check, for the exchange's own app: the same rule as on the status page (tickets.services.visitors)."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.permissions import IsProgram
from api.problems import about
from api.serializers.others import AskStatus, StatusShown
from api.views.base import ApiView
from core import numbers
from core.errors import NotAllowed, NotFound
from sla.selectors import newest_of_each_kind, timers_of
from tickets.models import Ticket
from tickets.selectors import stage_of
from tickets.services.visitors import check_status
from tickets.states import State


class Status(ApiView):
    """Where a ticket stands."""

    scopes = {"check": Scope.STATUS_READ}
    permission_classes = [IsProgram]

    @extend_schema(
        operation_id="status",
        request=AskStatus,
        responses=StatusShown,
        description="Unknown number, wrong contact and another's ticket: one answer (404). After too many wrong guesses nobody "
        "is let in by contact alone (403, code_needed): the customer opens the status page with a one-time code.",
    )
    def check(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """For who has number and contact."""
        typed = self.typed(AskStatus)
        with about("number"):
            number = numbers.parse(typed["number"])
        with about("contact"):
            answer = check_status(
                number=number,
                contact=typed["contact"],
                address=f"program-{self.by.pk}:{typed['visitor']}",
                region=settings.OPERATOR["region"],
                language=get_language() or settings.LANGUAGE_CODE,
                at=self.at,
            )
        if answer.by_code:
            raise NotAllowed(_CODE_NEEDED, code="code_needed")
        if answer.ticket is None:
            raise NotFound(_NO_MATCH)
        return self.shown(StatusShown, _told(answer.ticket))


def _told(ticket: Ticket) -> dict[str, object]:
    return {
        "number": ticket.number,
        "stage": stage_of(ticket),
        "opened_at": ticket.opened_at,
        "escalated_at": ticket.escalated_at,
        "needed": ticket.waiting_for if ticket.state == State.WAITING_CUSTOMER else "",
        "waiting_until": ticket.waiting_until,
        "promises": newest_of_each_kind(timers_of(ticket)),
    }


_NO_MATCH = _("Number and contact do not belong together. Check both: the contact is the one that was given to us.")
_CODE_NEEDED = _(
    "There were too many wrong guesses, so contact alone opens nothing for now. If number and contact belong together, a "
    "one-time code is on its way to the address on file: it opens the ticket on the status page."
)
