"""The end of one's shift."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Presence, User
from accounts.presence import handover_until
from accounts.services.presence import set_presence
from console import bulk, handover
from console.access import DeskRequest, signed_in, staff
from console.bulk import Outcome
from console.forms.handover import HandOverForm
from console.views.answers import see_other
from tickets.models import Ticket


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: DeskRequest) -> HttpResponse:
    """Asks only for what has a clock before the next shift ends; then a break begins, and the rest stays with who leaves."""
    user, at = staff(request), request.at
    until = handover_until(user, at)
    tickets, people = handover.due_with(user, until), handover.takers(user, at=at)
    if request.method != "POST":
        return _page(request, HandOverForm(tickets=tickets, people=people), until)
    form = HandOverForm(request.POST, tickets=_with_sent(tickets, request, user), people=people)
    if not form.is_valid():
        return _page(request, form, until, status=422)
    outcome = handover.hand_each(form, by=user, at=at)
    left = handover.due_with(user, until)
    if outcome.refused:
        return _page(request, HandOverForm(tickets=left, people=people), until, outcome=outcome, status=409)
    if left:
        messages.info(request, _("These are handed over. There are more."))
        return see_other(reverse("desk:hand_over"))
    set_presence(presence=Presence.BREAK, takes=user.takes, by=user, at=at)
    count = outcome.done
    words = ngettext(
        "Your shift is over: %(count)d ticket handed over.", "Your shift is over: %(count)d tickets handed over.", count
    )
    messages.success(request, words % {"count": count} if count else _("Your shift is over."))
    return see_other(reverse("desk:home"))


def _with_sent(tickets: list[Ticket], request: DeskRequest, user: User) -> list[Ticket]:
    """Also those that left this person's hands while the notes were written: each is refused by its number."""
    known = {each.pk for each in tickets}
    gone = [each for each in HandOverForm.posted(request.POST) if each not in known][: handover.MOST]
    return tickets + list(Ticket.objects.visible_to(user).filter(pk__in=gone).for_rows()) if gone else tickets


def _page(
    request: DeskRequest, form: HandOverForm, until: datetime, *, outcome: Outcome | None = None, status: int = 200
) -> HttpResponse:
    user = staff(request)
    held = Ticket.objects.assigned_to(user).count()
    words = {
        "form": form,
        "rows": handover.rows_of(form, at=request.at),
        "until": until,
        "staying": max(0, held - len(form.tickets)),
        "outcome": outcome if outcome and outcome.refused else None,
        "outcome_words": bulk.told(outcome, 0) if outcome else "",
    }
    return render(request, "desk/hand_over.html", words, status=status)
