"""A customer who wrote asks to be called: a promise like that of an agent on the phone, with the same clock and the same list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.services.limits import limit_attempts
from channels.dispositions import Disposition
from channels.models import Call, CallState, Direction
from channels.selectors import hotlines
from core import hours
from core.contacts import normalise_phone
from core.errors import InvalidInput
from core.text import cut_line
from outbox.actors import SYSTEM
from tickets.models import Ticket
from tickets.services import promise_callback

LATEST_CALLBACK: Final = timedelta(days=14)
MOST_SLOTS: Final = 8
# Nobody is called up at a stranger's wish again and again.
MOST_A_DAY: Final = 2
_HOUR: Final = timedelta(hours=1)
_SEARCHED: Final = timedelta(days=7)
_TOO_MANY: Final = _("Several calls to this number were asked for already. Call a hotline, or choose a written answer.")


@dataclass(frozen=True)
class CallWish:
    """Where and when somebody wants to be called. `phone` as typed, in `region` when without a country code; `at` aware."""

    phone: str
    at: datetime
    region: str | None = None


def call_slots(*, at: datetime) -> list[datetime]:
    """Full hours (UTC) at which a hotline is attended, from an hour on, eight at most: each of the next four, then every third."""
    open_hours = list(islice(_open_hours(at), 3 * MOST_SLOTS))
    return [*open_hours[:4], *open_hours[4::3]][:MOST_SLOTS]


def _open_hours(at: datetime) -> Iterator[datetime]:
    schedules = [each.schedule for each in hotlines(at) if each.schedule is not None]
    moment = at.replace(minute=0, second=0, microsecond=0) + 2 * _HOUR
    while moment < at + _SEARCHED:
        if any(hours.is_open(schedule, moment) for schedule in schedules):
            yield moment
        moment += _HOUR


def checked_moment(moment: datetime | None, *, at: datetime) -> datetime:
    """A moment for which a call-back may be promised. Raises InvalidInput (`callback_at`)."""
    if moment is None:
        raise InvalidInput(fields={"callback_at": _("When will we call back?")})
    if not at < moment <= at + LATEST_CALLBACK:
        raise InvalidInput(fields={"callback_at": _("Choose a time that is still to come, at most 14 days ahead.")})
    return moment


@transaction.atomic
def ask_for_call(*, ticket: Ticket, wish: CallWish, at: datetime) -> Call:
    """We call at `wish.at`. Asked again for a ticket it is the call that was promised first.

    Raises InvalidInput (`callback_at`, `callback_phone`), and TooMany for more than two calls to one number a day.
    """
    known = Call.objects.filter(number=ticket.number).first()
    if known is not None:
        return known
    due = checked_moment(wish.at, at=at)
    phone = _number(wish)
    limit_attempts("call-wish", phone, at=at, per=timedelta(days=1), most=MOST_A_DAY, sentence=_TOO_MANY)
    call = Call.objects.create(
        number=ticket.number,
        direction=Direction.OUTBOUND,
        state=CallState.DONE,
        disposition=Disposition.CALLBACK,
        customer=ticket.customer,
        language=ticket.language,
        category=ticket.category,
        priority=ticket.priority,
        started_at=at,
        ended_at=at,
        finished_at=at,
        ticket=ticket,
        callback_at=due,
        callback_phone=phone,
        callback_topic=cut_line(ticket.subject),
    )
    promise_callback(ticket=ticket, due=due, by=SYSTEM, at=at)
    return call


def _number(wish: CallWish) -> str:
    try:
        return normalise_phone(wish.phone, wish.region)
    except InvalidInput as refusal:
        raise InvalidInput(fields={"callback_phone": refusal.sentence}, code=refusal.reason) from refusal
