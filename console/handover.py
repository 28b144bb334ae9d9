"""The end of a shift: which tickets cannot wait for the next one, and who is there to take them."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.models import Presence, User
from accounts.presence import free_from, is_here
from accounts.selectors import colleagues
from console.bulk import Outcome
from console.forms.handover import HandOverForm
from console.rows import ticket_clock
from core.errors import DomainError
from core.timewords import moment_words
from tickets.models import Ticket
from tickets.services import hand_over_ticket

MOST: Final = 50


def due_with(user: User, until: datetime) -> list[Ticket]:
    """What this person holds and has a mark before `until`; the most urgent first, at most 50."""
    return list(Ticket.objects.assigned_to(user).due_before(until).for_rows().by_urgency()[:MOST])


def takers(user: User, *, at: datetime) -> dict[User, str]:
    """To whom it can go, who is there first, then by the moment at which each is on shift; with the words for it."""
    others = [each for each in colleagues(user) if each.pk != user.pk]
    free = {each: at if _at_desk(each, at) else free_from(each, at) for each in others}
    ranked = [each for each in others if free[each]]
    ranked.sort(key=lambda each: (not _at_desk(each, at), free[each], each.agent_number))
    return {each: _words(each, free[each] or at, user, at) for each in ranked}


def _at_desk(each: User, at: datetime) -> bool:
    return is_here(each, at) and each.presence == Presence.AVAILABLE


def _words(each: User, since: datetime, user: User, at: datetime) -> str:
    if _at_desk(each, at):
        return _("%(name)s: at the desk") % {"name": each}
    if since > at:
        when = moment_words(since, zone=user.zone, now=at)
        return _("%(name)s: on shift from %(time)s") % {"name": each, "time": when}
    return _("%(name)s: on shift, not at the desk") % {"name": each}


def rows_of(form: HandOverForm, *, at: datetime) -> list[dict[str, Any]]:
    """What desk/hand_over.html shows of each ticket."""
    rows = []
    for each in form.tickets:
        note, to = form.fields_of(each)
        rows.append({"ticket": each, "clock": ticket_clock(each, at=at), "note": note, "to": to})
    return rows


def hand_each(form: HandOverForm, *, by: User, at: datetime) -> Outcome:
    """Each ticket of a valid form in a transaction of its own: a refusal holds no other one back."""
    outcome = Outcome()
    for ticket, to, note in form.wanted():
        try:
            hand_over_ticket(ticket=ticket, to=to, note=note, by=by, at=at)
        except DomainError as refusal:
            outcome.refuse(ticket, " ".join(str(each) for each in refusal.fields.values()) or refusal.sentence)
        else:
            outcome.done += 1
    return outcome
