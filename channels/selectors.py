"""Reads about calls and hotlines."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Count, Q, QuerySet

from accounts.models import Role, User
from accounts.presence import takes_calls
from channels.directory.models import OfficialChannel
from channels.dispositions import Disposition
from channels.models import Call, CallState, SourceRef
from core import hours
from core.contacts import normalise_phone
from core.hours import Schedule
from tickets.models import Ticket


def calls_visible_to(user: User) -> QuerySet[Call]:
    """Own calls and those nobody has yet; everything for who leads and for programs."""
    calls = Call.objects.select_related("customer", "ticket", "agent", "hotline")
    if user.leads_people or user.role == Role.PROGRAM:
        return calls
    return calls.filter(Q(agent=user) | Q(agent__isnull=True))


def hotline_with(phone: str, region: str | None = None) -> OfficialChannel | None:
    """The published line with this number, as somebody typed it. Raises InvalidInput for what is no number."""
    return OfficialChannel.objects.phones().filter(value=normalise_phone(phone, region)).first()


def hotline_for(language: str) -> OfficialChannel | None:
    """The first published line on which this language is spoken, else the first of all."""
    lines = list(OfficialChannel.objects.phones())
    return next((each for each in lines if language in each.languages), lines[0] if lines else None)


def missed_calls(user: User) -> QuerySet[Call]:
    """Missed calls that nobody has called back, oldest first."""
    return calls_visible_to(user).filter(state=CallState.MISSED, handled_at__isnull=True).order_by("started_at")


def callbacks_due(user: User) -> QuerySet[Call]:
    """Promised call-backs that are still to be made, the next first."""
    open_ones = calls_visible_to(user).filter(callback_at__isnull=False, handled_at__isnull=True)
    return open_ones.order_by("callback_at")


def promised_callbacks(user: User, *, until: datetime) -> QuerySet[Call]:
    """The call-backs that this person promised and has to make by `until`, the next first; what was asked for in writing is
    promised by who holds the ticket.
    """
    mine = Q(agent=user) | Q(agent__isnull=True, ticket__assignee=user)
    own = callbacks_due(user).filter(mine, callback_at__lte=until)
    return own.select_related("ticket__customer", "customer")


def promised_to(people: Collection[int], tickets: Collection[int], *, until: datetime) -> QuerySet[Call]:
    """The call-backs that these people (ids) promised for these tickets (ids) and have to make by `until`."""
    due = Call.objects.filter(ticket_id__in=tickets, agent_id__in=people, callback_at__lte=until)
    return due.filter(handled_at__isnull=True)


def recent_calls(user: User) -> QuerySet[Call]:
    """One person's own calls, newest first."""
    return (
        Call.objects.filter(agent=user)
        .select_related("customer", "ticket", "hotline", "agent")
        .order_by("-started_at", "-id")
    )


@dataclass(frozen=True)
class PresentCalls:
    """What concerns an agent this moment: the call they are on or wrap up, and the calls that ring, the longest first."""

    running: Call | None
    ringing: list[Call]

    @property
    def signature(self) -> str:
        """Changes when something of it changes. Row ids and states, nothing personal."""
        running = f"{self.running.pk}-{self.running.state}" if self.running else "0"
        return ".".join([running, *(str(each.pk) for each in self.ringing)])


def present_calls(user: User) -> PresentCalls:
    """Running and ringing in one query over the partial indexes, as every desk page asks, and one for each sort of thing they show.
    On a break only one's own calls ring."""
    mine = Q(agent=user, state__in=[CallState.TALKING, CallState.WRAP_UP])
    for_me = Q(agent=user)
    if takes_calls(user):
        for_me = Q() if user.leads_people else for_me | Q(agent__isnull=True)
    ringing = Q(state=CallState.RINGING) & for_me
    # Mostly there is no call: what belongs to one is read apart, when there is one.
    calls = Call.objects.filter(mine | ringing).prefetch_related("customer", "hotline", "ticket")
    found = list(calls.order_by("started_at")[:50])
    own = [each for each in found if each.state != CallState.RINGING]
    waiting = [each for each in found if each.state == CallState.RINGING]
    # Whom the line is open with comes before what is only left to wrap up.
    own.sort(key=lambda each: (each.state == CallState.TALKING, each.started_at), reverse=True)
    return PresentCalls(running=own[0] if own else None, ringing=waiting)


@dataclass(frozen=True)
class CallerRecord:
    """What earlier calls from one number tell: how many, by how many customers, and whether one ended as suspected fraud."""

    calls: int = 0
    customers: int = 0
    reported: bool = False


def caller_record(call: Call) -> CallerRecord:
    """The other calls from the number of this one. One query; nothing for a call without a number."""
    if not call.caller_phone:
        return CallerRecord()
    others = Call.objects.filter(caller_phone=call.caller_phone).exclude(pk=call.pk)
    told = others.aggregate(
        calls=Count("id"),
        customers=Count("customer", distinct=True),
        frauds=Count("id", filter=Q(disposition=Disposition.FRAUD)),
    )
    return CallerRecord(calls=told["calls"], customers=told["customers"], reported=told["frauds"] > 0)


@dataclass(frozen=True)
class ChannelStatus:
    """A published channel as a visitor sees it: whether somebody is there now, and when that changes (UTC, None: never).

    `open_now` is None where no hours are published.
    """

    channel: OfficialChannel
    schedule: Schedule | None
    open_now: bool | None
    changes_at: datetime | None

    @classmethod
    def of(cls, channel: OfficialChannel, at: datetime) -> Self:
        """At a moment, by its own hours."""
        schedule = channel.hours()
        if schedule is None:
            return cls(channel, None, None, None)
        is_open = hours.is_open(schedule, at)
        changes_at = hours.next_closing(schedule, at) if is_open else hours.next_opening(schedule, at)
        return cls(channel, schedule, is_open, changes_at)


def hotlines(at: datetime) -> list[ChannelStatus]:
    """The published numbers in their order."""
    return [ChannelStatus.of(each, at) for each in OfficialChannel.objects.phones()]


def directory(at: datetime) -> list[ChannelStatus]:
    """All that is ours, in the published order."""
    return [ChannelStatus.of(each, at) for each in OfficialChannel.objects.published()]


def ticket_of_source(kind: str, source_ids: Collection[str]) -> Ticket | None:
    """The ticket on which the newest of these messages stands, as their channel names them; None for what we do not know."""
    known = SourceRef.objects.filter(kind=kind, source_id__in=source_ids).select_related("ticket__customer")
    newest = known.order_by("-id").first()
    return newest.ticket if newest else None


def ticket_of_thread(kind: str, thread: str) -> Ticket | None:
    """The newest ticket of a conversation."""
    known = SourceRef.objects.filter(kind=kind, thread=thread).exclude(thread="").select_related("ticket__customer")
    newest = known.order_by("-id").first()
    return newest.ticket if newest else None


def answer_with_code(code: str) -> SourceRef | None:
    """The newest message of ours that went out by a network with this code; None when there is none."""
    return SourceRef.objects.filter(code=code).exclude(code="").select_related("ticket").order_by("-id").first()
