"""Next up, and the key that takes the next."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from console.access import DeskRequest, SeeOther, posted_from_home, signed_in, staff
from console.context import rail
from console.next_up import MOST, Work, row_of
from console.next_up import next_up as work_for
from console.palette import LONGEST, entries, pages_of, views_of
from console.showcase import showcase
from core.errors import Conflict, InvalidInput, NotFound
from tickets.models import Ticket
from tickets.services import assign_ticket


@require_safe
@signed_in
def next_up(request: DeskRequest) -> HttpResponse:
    """One ordered list that says why you, why now."""
    user, at = staff(request), request.at
    rows = [row_of(each, user, at=at) for each in work_for(user, at=at)]
    context = {"rows": rows, "more": len(rows) == MOST, "rail": rail(request, user, at=at, next_up=len(rows))}
    return render(request, "desk/home.html", context)


@posted_from_home
def take_next(request: DeskRequest) -> HttpResponse:
    """Open the first thing that cannot wait or that can be taken; what is taken is assigned first. Own calm work comes last."""
    user, at = staff(request), request.at
    work = work_for(user, at=at)
    for each in work:
        if each.ticket.assignee_id is None and _taken(each, user, request):
            return _open(each.ticket)
        if each.ticket.assignee_id == user.pk and each.reason.now:
            return _open(each.ticket)
    own = next((each.ticket for each in work if each.ticket.assignee_id == user.pk), None)
    if own:
        return _open(own)
    messages.info(request, _("Nothing is waiting for you. New work arrives here by itself."))
    return redirect("desk:home")


def _taken(work: Work, user: User, request: DeskRequest) -> bool:
    """Whether it is ours now. Of two who take the same one the second goes on to the next."""
    try:
        assign_ticket(ticket=work.ticket, to=user, by=user, at=request.at, seen_version=work.ticket.version)
    except (Conflict, NotFound):
        return False
    return True


def _open(ticket: Ticket) -> HttpResponse:
    address = reverse("desk:ticket", args=[ticket.number])
    return SeeOther(f"{address}?from=mine")


@require_POST
@signed_in
def palette(request: DeskRequest) -> HttpResponse:
    """What fits what was typed into the command palette: the options of its list. Posted, so that it stands in no address."""
    typed, user = request.POST.get("q", "").strip(), staff(request)
    if len(typed) > LONGEST:
        raise InvalidInput(_("This is too long to be a name or a number."))
    shown = entries(typed, user, [*pages_of(rail(request, user, at=request.at)), *views_of(user)])
    return render(request, "desk/_palette_list.html", {"entries": shown, "typed": typed})


@require_safe
@signed_in
def components(request: DeskRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "desk/components.html", showcase(request.at))
