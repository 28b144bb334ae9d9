"""A rung that was reached, as a sentence: the same one on the desk, in mails and in messages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import timewords
from sla.models import Mark, TimerKind


def kind_inside(kind: str) -> str:
    """A kind of promise as it stands inside a sentence; one that is no longer known stays as it is."""
    kinds = {
        TimerKind.FIRST_REPLY.value: pgettext("inside a sentence", "first reply"),
        TimerKind.NEXT_REPLY.value: pgettext("inside a sentence", "next reply"),
        TimerKind.RESOLUTION.value: pgettext("inside a sentence", "resolution"),
        TimerKind.CALLBACK.value: pgettext("inside a sentence", "call-back"),
        TimerKind.COMPLAINT_ACKNOWLEDGEMENT.value: pgettext("inside a sentence", "acknowledgement of the complaint"),
        TimerKind.COMPLAINT_DECISION.value: pgettext("inside a sentence", "decision on the complaint"),
    }
    return kinds.get(kind, str(kind))


def rung_sentence(data: Mapping[str, Any]) -> str:
    """How near the mark is, or how long ago it passed. `data` are the facts of a sla.events.LadderReached."""
    facts = {
        "kind": kind_inside(data["kind"]),
        "mark": pgettext("inside a sentence", "goal"),
        "percent": data["percent"],
    }
    if data["mark"] == Mark.LIMIT:
        facts["mark"] = pgettext("inside a sentence", "limit")
    if data["percent"]:
        return _("%(percent)s %% of the time to the %(mark)s of the %(kind)s is used.") % facts
    minutes = int(data["minutes"] or 0)
    facts["span"] = timewords.duration_words(timedelta(minutes=abs(minutes)))
    if minutes < 0:
        return _("%(span)s to the %(mark)s of the %(kind)s.") % facts
    if minutes > 0:
        return _("%(span)s past the %(mark)s of the %(kind)s, and no answer yet.") % facts
    if data["mark"] == Mark.GOAL:
        return _("At risk: the goal of the %(kind)s has passed.") % facts
    return _("Missed: the limit of the %(kind)s has passed.") % facts
