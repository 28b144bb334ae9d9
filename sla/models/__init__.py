"""Calendars, policies, the ladder and the causes of reviews as data; timers, pauses, holdings, breaches and their reviews as facts."""

from sla.models.breaches import Breach
from sla.models.ladder import Action, Audience, LadderStep, Mark, Way
from sla.models.opening import ChannelHours
from sla.models.policies import Calendar, CalendarVersion, Policy, PolicyVersion, PromisedKind
from sla.models.reviews import BreachReview, CauseKind, ReviewCause
from sla.models.timers import (
    ALWAYS_OPEN,
    OF_THE_COMPLAINT,
    OF_THE_TICKET,
    UNANSWERED,
    Holding,
    Pause,
    Timer,
    TimerKind,
    TimerState,
)
from sla.models.watch import Canary, Guard, GuardKind, Inspection, RingerTick

__all__ = [
    "ALWAYS_OPEN",
    "OF_THE_COMPLAINT",
    "OF_THE_TICKET",
    "UNANSWERED",
    "Action",
    "Audience",
    "Breach",
    "BreachReview",
    "Calendar",
    "CalendarVersion",
    "Canary",
    "CauseKind",
    "ChannelHours",
    "Guard",
    "GuardKind",
    "Holding",
    "Inspection",
    "LadderStep",
    "Mark",
    "Pause",
    "Policy",
    "PolicyVersion",
    "PromisedKind",
    "ReviewCause",
    "RingerTick",
    "Timer",
    "TimerKind",
    "TimerState",
    "Way",
]
