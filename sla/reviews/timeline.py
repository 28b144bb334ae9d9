"""How one promise ran, as facts: hours that were open, what counted, what was paused, what lay past the limit, what happened."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from core import hours
from outbox.models import Event
from sla.events import LadderReached, PromiseRebased
from sla.models import Timer
from sla.reviews.selectors import Held
from tickets.events import (
    CustomerReplied,
    NoteAdded,
    TeamChanged,
    TicketAssigned,
    TicketHandedOver,
    TicketPended,
    TicketReopened,
    TicketReplied,
    TicketResumed,
)

StretchKind = Literal["counted", "paused", "over"]
Stretch = tuple[datetime, datetime]
# A note that belongs to a hand-over is written shortly before or after it.
NOTE_BEFORE: Final = timedelta(minutes=30)
NOTE_AFTER: Final = timedelta(minutes=5)
TOLD: Final = {
    each.name
    for each in (
        *(LadderReached, PromiseRebased, CustomerReplied, TeamChanged),
        *(TicketAssigned, TicketPended, TicketReopened, TicketReplied, TicketResumed),
    )
}


@dataclass(frozen=True)
class Drawn:
    """A stretch of working time and what it was."""

    begins: datetime
    ends: datetime
    kind: StretchKind


@dataclass(frozen=True)
class Deed:
    """Something that happened meanwhile. `bare`: a hand-over to which nobody wrote a note."""

    event: Event
    bare: bool = False


@dataclass(frozen=True)
class Hold:
    """Who had the ticket while the promise ran, and the working time of that. `begins` and `ends` lie within the promise."""

    held: Held
    begins: datetime
    ends: datetime
    working: timedelta


@dataclass(frozen=True)
class Run:
    """One promise from its start to the answer, or to now. Moments in UTC; the days are those of the schedule's zone."""

    timer: Timer
    begins: datetime
    ends: datetime
    stretches: tuple[Drawn, ...]
    deeds: tuple[Deed, ...]
    holds: tuple[Hold, ...]

    @property
    def answered_at(self) -> datetime | None:
        """When it was answered, late; None while it is still owed."""
        return self.timer.stopped_at


def run_of(timer: Timer, events: Iterable[Event], held: Iterable[Held], *, at: datetime) -> Run:
    """The facts of one promise. `timer` with its pauses, `events` of its ticket, `held` of its ticket; reads nothing more."""
    begins, ends = timer.started_at, timer.stopped_at or at
    pauses = [(each.started_at, each.ended_at) for each in timer.pauses.all()]
    return Run(
        timer=timer,
        begins=begins,
        ends=ends,
        stretches=tuple(_stretches(timer, pauses, ends)),
        deeds=tuple(_deeds(timer, list(events), begins, ends)),
        holds=tuple(_holds(timer, pauses, held, begins, ends)),
    )


def open_spans(schedule: hours.Schedule, since: datetime, until: datetime) -> Iterator[Stretch]:
    """The working hours between two moments, in order, cut at both ends."""
    cursor: datetime | None = since if hours.is_open(schedule, since) else hours.next_opening(schedule, since)
    while cursor is not None and cursor < until:
        closes = hours.next_closing(schedule, cursor)
        ends = min(closes, until) if closes else until
        yield cursor, ends
        cursor = hours.next_opening(schedule, ends) if ends < until else None


def _stretches(timer: Timer, pauses: hours.Pauses, ends: datetime) -> Iterator[Drawn]:
    """Each open span, cut where a pause began or ended and where the limit passed."""
    standing = [(since, until or ends) for since, until in pauses]
    cuts = {timer.due_at, *(edge for pause in standing for edge in pause)}
    for opens, closes in open_spans(timer.schedule, timer.started_at, ends):
        inside = sorted(each for each in cuts if opens < each < closes)
        for begins, until in zip([opens, *inside], [*inside, closes], strict=True):
            yield Drawn(begins, until, _kind(begins, standing, timer.due_at))


def _kind(begins: datetime, standing: Sequence[Stretch], due_at: datetime) -> StretchKind:
    if begins >= due_at:
        return "over"
    return "paused" if any(since <= begins < until for since, until in standing) else "counted"


def _deeds(timer: Timer, events: Sequence[Event], begins: datetime, ends: datetime) -> Iterator[Deed]:
    """What a reviewer looks for: waits, hand-overs, warnings of this clock, words. The opening itself is the start of the line."""
    notes = [each for each in events if each.name in {NoteAdded.name, TicketHandedOver.name}]
    for event in events:
        if event.name not in TOLD or not begins < event.at <= ends:
            continue
        if "timer_id" in event.data and event.data["timer_id"] != timer.pk:
            continue
        if event.name == LadderReached.name and not (event.data["audiences"] and event.data["ways"]):
            continue
        yield Deed(event, bare=_hands_over(event) and not any(_belongs(each, event) for each in notes))


def _hands_over(event: Event) -> bool:
    """Somebody gave up what they held. Taking what nobody held is none, and neither is what the desk took back after silence."""
    if event.name != TicketAssigned.name or not event.data["before"]:
        return False
    return (event.data.get("rule") or {}).get("kind") != "taken_back"


def _belongs(note: Event, handing: Event) -> bool:
    return handing.at - NOTE_BEFORE <= note.at <= handing.at + NOTE_AFTER


def _holds(
    timer: Timer, pauses: hours.Pauses, held: Iterable[Held], begins: datetime, ends: datetime
) -> Iterator[Hold]:
    for each in held:
        since, until = max(each.started_at, begins), min(each.ended_at or ends, ends)
        if since < until:
            yield Hold(each, since, until, hours.between(timer.schedule, since, until, pauses))
