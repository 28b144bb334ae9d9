"""Calendars, policies and the ladder as data; timers, pauses, holdings and breaches as facts."""

from sla.models.breaches import Breach
from sla.models.ladder import Action, Audience, LadderStep, Mark, Way
from sla.models.policies import Calendar, CalendarVersion, Policy, PolicyVersion, PromisedKind
from sla.models.timers import (
    ALWAYS_OPEN,
    OF_THE_COMPLAINT,
    OF_THE_TICKET,
    UNANSWERED,
    Holding,
    Pause,
    RingerTick,
    Timer,
    TimerKind,
    TimerState,
)

__all__ = [
    "ALWAYS_OPEN",
    "OF_THE_COMPLAINT",
    "OF_THE_TICKET",
    "UNANSWERED",
    "Action",
    "Audience",
    "Breach",
    "Calendar",
    "CalendarVersion",
    "Holding",
    "LadderStep",
    "Mark",
    "Pause",
    "Policy",
    "PolicyVersion",
    "PromisedKind",
    "RingerTick",
    "Timer",
    "TimerKind",
    "TimerState",
    "Way",
]
