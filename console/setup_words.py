"""Policies, calendars and rungs of the ladder in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from core import timewords
from core.durations import hours_words
from core.hours import Schedule, SpecialDay
from core.hours.typed import windows_text
from sla.models import Action, Audience, LadderStep, Mark, PolicyVersion, PromisedKind, TimerKind, Way
from sla.services.publishing import COLUMNS
from sla.ways import missing_settings
from tickets.categories import Priority

COLUMN_LABELS = {
    "category": gettext_lazy("Category"),
    "priority": gettext_lazy("Priority"),
    "channel": gettext_lazy("Channel"),
    "language": gettext_lazy("Language"),
    "customer_class": gettext_lazy("Customer class"),
}


ZONE, WEEK = gettext_lazy("Time zone"), gettext_lazy("Week")


def listed(words: Sequence[object]) -> str:
    """Words in a row."""
    return pgettext("between the items of a list", ", ").join(str(each) for each in words)


def label(choices: type[TextChoices], value: str) -> str:
    """The label of a choice; a value that is no longer known stays as it is."""
    return str(choices(value).label) if value in choices.values else value


def asks_for(version: PolicyVersion) -> list[dict[str, str]]:
    """What a policy asks for, as [{column, value}]; nothing means every matter."""
    asked = ((name, getattr(version, name)) for name in COLUMNS)
    return [
        {"column": str(COLUMN_LABELS[name]), "value": label(COLUMNS[name], value)} for name, value in asked if value
    ]


def why_not(version: PolicyVersion, matter: Any, differs: Sequence[str]) -> list[str]:
    """Why a policy does not fit a matter, one sentence a column."""
    sentence = _("%(column)s is %(given)s; this policy is for %(wanted)s.")
    return [
        sentence
        % {
            "column": COLUMN_LABELS[name],
            "given": label(COLUMNS[name], getattr(matter, name)),
            "wanted": label(COLUMNS[name], getattr(version, name)),
        }
        for name in differs
    ]


def goals(version: PolicyVersion) -> list[dict[str, str]]:
    """Goal and limit of each kind, as people read them."""
    told = []
    for kind in PromisedKind.values:
        goal, limit = version.targets(kind)
        told.append({"kind": str(PromisedKind(kind).label), "goal": hours_words(goal), "limit": hours_words(limit)})
    return told


def kind_label(kind: str) -> str:
    """First reply, next reply, resolution."""
    return label(PromisedKind, kind)


def changes(before: PolicyVersion, after: PolicyVersion) -> list[str]:
    """What one version of a policy says otherwise than another: "First reply, goal: 4 h → 2 h"."""
    return [
        change(what, old, new)
        for (what, old), (_what, new) in zip(_said(before), _said(after), strict=True)
        if old != new
    ]


def change(what: object, before: str, after: str) -> str:
    """One thing that is said otherwise now."""
    return _("%(what)s: %(before)s → %(after)s") % {"what": what, "before": before, "after": after}


def _said(version: PolicyVersion) -> Iterator[tuple[str, str]]:
    for name, choices in COLUMNS.items():
        value = getattr(version, name)
        yield str(COLUMN_LABELS[name]), label(choices, value) if value else pgettext("a column of a policy", "all")
    yield _("Calendar"), version.calendar.name
    for kind in PromisedKind.values:
        goal, limit = version.targets(kind)
        word = PromisedKind(kind).label
        yield _("%(kind)s, goal") % {"kind": word}, hours_words(goal)
        yield _("%(kind)s, limit") % {"kind": word}, hours_words(limit)
    yield _("Call-back kept within"), hours_words(timedelta(minutes=version.callback_grace))


# The ladder


def rung_words(step: LadderStep) -> str:
    """When a rung is reached: "75 % of the time to the limit", "2 h before the limit", "At the goal"."""
    mark = pgettext("inside a sentence", "limit") if step.mark == Mark.LIMIT else pgettext("inside a sentence", "goal")
    if step.percent:
        return _("At %(percent)s %% of the time to the %(mark)s") % {"percent": step.percent, "mark": mark}
    span = hours_words(timedelta(minutes=abs(step.minutes or 0)))
    if not step.minutes:
        return _("At the %(mark)s") % {"mark": mark}
    sentence = _("%(span)s before the %(mark)s") if step.minutes < 0 else _("%(span)s after the %(mark)s")
    return sentence % {"span": span, "mark": mark}


def rung_scope(step: LadderStep) -> str:
    """For which promises: "all", "First reply", "Emergency", or both."""
    named = [label(TimerKind, step.kind) if step.kind else "", label(Priority, step.priority) if step.priority else ""]
    return listed([each for each in named if each]) or pgettext("promises", "all")


def rung_tells(step: LadderStep) -> str:
    """Who hears of it."""
    return listed([label(Audience, each) for each in step.audiences]) or "–"


WAY_ICONS = {Way.DESK: "bell", Way.MAIL: "mail", Way.TELEGRAM: "send", Way.WEBHOOK: "webhook"}


def rung_ways(step: LadderStep) -> list[dict[str, Any]]:
    """How they hear of it, each way with its icon, and whether it has no address."""
    return [
        {
            "icon": WAY_ICONS.get(Way(way), "bell") if way in Way.values else "bell",
            "word": label(Way, way),
            "missing": bool(missing_settings(way)),
        }
        for way in step.ways
    ]


def without_address(steps: Sequence[LadderStep]) -> list[str]:
    """A sentence for each way that these rungs use and that reaches nobody yet; what happens instead."""
    sentence = _(
        "%(way)s has no address: an administrator sets %(names)s. Until then a rung that knows no other way is told to the supervisors "
        "on the desk."
    )
    used = [way for way in Way if any(way in step.ways for step in steps) and missing_settings(way)]
    return [sentence % {"way": way.label, "names": listed(missing_settings(way))} for way in used]


def holding_back() -> str:
    """What makes an alert wait, in one sentence."""
    quiet = str(settings.ALERT_QUIET).strip()
    facts = {"most": settings.ALERT_RATE, "minutes": settings.ALERT_RATE_MINUTES, "quiet": quiet}
    if quiet:
        sentence = _(
            "Mail waits while its reader is off shift or in their quiet hours, Telegram from %(quiet)s by the clock of the desk, "
            "and after %(most)s messages in %(minutes)s minutes both wait: then one message tells all of it. Emergencies wait for no "
            "shift and no quiet hours; the desk and the webhook for nothing."
        )
    else:
        sentence = _(
            "Mail waits while its reader is off shift or in their quiet hours, and after %(most)s messages in %(minutes)s minutes mail "
            "and Telegram wait: then one message tells all of it. Emergencies wait for no shift and no quiet hours; the desk and the "
            "webhook for nothing."
        )
    return sentence % facts


def rung_does(step: LadderStep) -> str:
    """What else happens."""
    return label(Action, step.action)


# Calendars


@dataclass(frozen=True)
class Day:
    """A special day as it is understood: `kind` is closed, part or extra (a working day where the week has none)."""

    day: date
    words: str
    label: str
    kind: str
    icon: str
    kind_word: str
    hours: str


def special_day(special: SpecialDay, schedule: Schedule) -> Day:
    """What a special day does to the week."""
    usual = schedule.week[special.day.weekday()]
    kind = "closed" if not special.windows else "part" if usual else "extra"
    icons = {"closed": "moon", "part": "circle-dashed", "extra": "briefcase"}
    words = {
        "closed": pgettext("a day", "closed"),
        "part": pgettext("a day", "other hours"),
        "extra": pgettext("a day", "working day"),
    }
    return Day(
        day=special.day,
        words=timewords.date_words(special.day),
        label=special.label,
        kind=kind,
        icon=icons[kind],
        kind_word=words[kind],
        hours=windows_text(special.windows),
    )


def days_changed(added: int, removed: int, other: int) -> list[str]:
    """How many special days came, went, or say something else."""
    told = [
        (added, ngettext("%(count)d special day added", "%(count)d special days added", added)),
        (removed, ngettext("%(count)d special day removed", "%(count)d special days removed", removed)),
        (other, ngettext("%(count)d special day changed", "%(count)d special days changed", other)),
    ]
    return [sentence % {"count": count} for count, sentence in told if count]
