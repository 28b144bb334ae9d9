"""What was done to policies, calendars and the ladder, as sentences for the history on their pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console import setup_words
from console.story import who
from console.teller import Teller, Telling
from outbox.models import Event
from sla.models import LadderStep, PolicyVersion

MOST = 12


@dataclass(frozen=True)
class Deed:
    """One line of a history; `details` are what changed."""

    at: datetime
    words: str
    details: Sequence[str] = ()


def _published(e: Teller) -> str:
    return e.say(_("%(who)s published version %(version)s."), version=e.data["version"])


def _moved(e: Teller) -> str:
    facts = {"before": e.data["before"], "after": e.data["after"], "neighbour": e.data["neighbour"]}
    if e.data["after"] < e.data["before"]:
        return e.say(_("%(who)s moved it up from place %(before)s to %(after)s, before “%(neighbour)s”."), **facts)
    return e.say(_("%(who)s moved it down from place %(before)s to %(after)s, behind “%(neighbour)s”."), **facts)


def _retired(e: Teller) -> str:
    return e.say(_("%(who)s retired it."))


def _reinstated(e: Teller) -> str:
    return e.say(_("%(who)s put it back into use at place %(place)s."), place=e.data["place"])


def _rebase_ordered(e: Teller) -> str:
    if not e.data["step"]:
        return e.say(_("%(who)s had the running promises re-based."))
    looked = e.data["looked"]
    sentence = ngettext(
        "Re-basing: %(looked)s ticket done so far.", "Re-basing: %(looked)s tickets done so far.", looked
    )
    return sentence % {"looked": looked}


def _rebase_finished(e: Teller) -> str:
    facts = {"looked": e.data["looked"], "moved": e.data["moved"], "failed": e.data["failed"]}
    if e.data["failed"]:
        sentence = _(
            "Re-based: the promises of %(moved)s of %(looked)s tickets moved, %(failed)s could not be measured; an "
            "administrator finds why in the log."
        )
        return sentence % facts
    return _("Re-based: the promises of %(moved)s of %(looked)s tickets moved.") % facts


def _rung_added(e: Teller) -> str:
    return e.say(_("%(who)s added a rung."))


def _rung_retired(e: Teller) -> str:
    return e.say(_("%(who)s retired a rung."))


SETUP_SENTENCES: dict[str, Telling] = {
    "policy.published": _published,
    "policy.moved": _moved,
    "policy.retired": _retired,
    "policy.reinstated": _reinstated,
    "policy.rebase_ordered": _rebase_ordered,
    "policy.rebase_finished": _rebase_finished,
    "calendar.published": _published,
    "calendar.rebase_ordered": _rebase_ordered,
    "calendar.rebase_finished": _rebase_finished,
    "ladder.step_added": _rung_added,
    "ladder.step_retired": _rung_retired,
}


def _sentence(event: Event) -> str:
    return SETUP_SENTENCES[event.name](Teller(who(event), event.data, event.at))


def _newest(kind: str, pk: int) -> list[Event]:
    """Newest first. Of the steps of a re-basing only the last is shown, and none when it has come to its end. Two queries."""
    events = Event.objects.filter(subject_kind=kind, subject_id=pk).order_by("-id")
    steps = Q(name__endswith=".rebase_ordered")
    shown = list(events.filter(~steps | Q(data__step=0))[:MOST])
    last = events.filter(steps).first()
    if last and last.data["step"] and not any(each.data.get("order") == last.data["order"] for each in shown):
        shown.insert(0, last)
    return shown


def policy_history(policy_id: int, versions: Mapping[int, PolicyVersion]) -> list[Deed]:
    """The newest deeds on a policy. `versions` by their number, with their calendars; a new one tells what it changed. Two queries."""
    told = []
    for event in _newest("policy", policy_id):
        number = event.data.get("version", 0)
        before, after = versions.get(number - 1), versions.get(number)
        details = setup_words.changes(before, after) if before and after else []
        told.append(Deed(event.at, _sentence(event), details))
    return told


def calendar_history(calendar_id: int) -> list[Deed]:
    """The newest deeds on a calendar. Two queries."""
    return [Deed(each.at, _sentence(each)) for each in _newest("calendar", calendar_id)]


def ladder_history() -> list[Deed]:
    """The newest deeds on the ladder, each with its rung. Two queries."""
    events = list(Event.objects.filter(subject_kind="ladder").order_by("-id")[:MOST])
    steps = LadderStep.objects.in_bulk([each.subject_id for each in events])
    return [Deed(each.at, _sentence(each), _rung(steps.get(each.subject_id))) for each in events]


def _rung(step: LadderStep | None) -> list[str]:
    return [f"{setup_words.rung_words(step)}: {setup_words.rung_tells(step)}"] if step else []
