"""The promise: which applies (policies.py), arm, pause, resume, stop, waive, re-base clocks (clocks.py), the ladder (ladder.py), who had
the ticket (holdings.py); fire what is due (sweep.py, breaches.py); watch over it (health.py).
"""

from sla.services.clocks import (
    Fixed,
    arm_fixed,
    arm_fixed_many,
    arm_timers,
    pause_timers,
    rebase_timers,
    resume_timers,
    stop_timers,
    waive_timers,
)
from sla.services.policies import Matter, Quote, Ruling, policy_for, quote
from sla.services.publishing import publish_calendar, publish_policy
from sla.services.sweep import fire_due, sweep

__all__ = [
    "Fixed",
    "Matter",
    "Quote",
    "Ruling",
    "arm_fixed",
    "arm_fixed_many",
    "arm_timers",
    "fire_due",
    "pause_timers",
    "policy_for",
    "publish_calendar",
    "publish_policy",
    "quote",
    "rebase_timers",
    "resume_timers",
    "stop_timers",
    "sweep",
    "waive_timers",
]
