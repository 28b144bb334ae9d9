"""The promise: arm, pause, resume, stop, re-base timers (clocks.py); fire what is due (sweep.py); watch over it (health.py)."""

from sla.services.clocks import arm_timers, pause_timers, rebase_timers, resume_timers, stop_timers
from sla.services.policies import Quote, policy_for, publish_calendar, publish_policy, quote
from sla.services.sweep import fire_due, sweep

__all__ = [
    "Quote",
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
]
