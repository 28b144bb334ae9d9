"""Verbs of an incident: its course (course.py), the tickets that belong to it (attaching.py), its updates on their way (sending.py)."""

from incidents.services.attaching import attach_fitting, attach_ticket, detach_ticket, look_on
from incidents.services.course import Notice, Rule, declare_incident, publish_update, solve_incident
from incidents.services.sending import send_due

__all__ = [
    "Notice",
    "Rule",
    "attach_fitting",
    "attach_ticket",
    "declare_incident",
    "detach_ticket",
    "look_on",
    "publish_update",
    "send_due",
    "solve_incident",
]
