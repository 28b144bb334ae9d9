"""Versions of policies and calendars: an edit makes the next one, and nothing that runs is changed by it (see rebase.py)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import CustomerClass
from core import hours
from core.errors import Conflict, InvalidInput, Sentence
from core.hours.typed import LONGEST_LABEL, MOST_LINES
from core.text import clean_line
from outbox.actors import SYSTEM, Acting
from outbox.services import record
from sla.events import CalendarPublished, PolicyPublished
from sla.models import Calendar, CalendarVersion, Policy, PolicyVersion, PromisedKind
from sla.permissions import require_editor
from sla.services.policies import current_versions, promised
from tickets.categories import Category, ChannelKind, Language, Priority

LONGEST_MINUTES = 366 * 24 * 60
LONGEST_GRACE = 24 * 60
# What a policy may ask of a matter: PolicyVersion's columns and Matter's fields, with what they can say.
COLUMNS: dict[str, type[TextChoices]] = {
    "category": Category,
    "priority": Priority,
    "channel": ChannelKind,
    "language": Language,
    "customer_class": CustomerClass,
}


@dataclass(frozen=True)
class Terms:
    """What a policy says: for which matters (columns left out match all), and goal and limit of each PromisedKind in minutes."""

    calendar: Calendar
    minutes: Mapping[str, tuple[int, int]]
    match: Mapping[str, str] = field(default_factory=dict)
    callback_grace: int = 30

    @property
    def catch_all(self) -> bool:
        """Whether every matter fits."""
        return not any(self.match.values())

    def version(self, policy: Policy, number: int, *, at: datetime, by: str = "") -> PolicyVersion:
        """These terms as a row that is not saved: what a preview tries, and what publishing keeps."""
        targets = {
            f"{kind}_{part}": value
            for kind in PromisedKind.values
            for part, value in zip(("goal", "limit"), self.minutes[kind], strict=True)
        }
        return PolicyVersion(
            policy=policy,
            version=number,
            calendar=self.calendar,
            callback_grace=self.callback_grace,
            created_at=at,
            published_by=by,
            **targets,
            **dict(self.match),
        )

    def check(self, schedule: hours.Schedule, *, at: datetime) -> None:
        """Raise InvalidInput with the repair for each fault: a kind, `callback_grace`, or a column that has no such value."""
        faults: dict[str, Sentence] = {}
        for kind in PromisedKind.values:
            fault = _fault_of_targets(*self.minutes[kind], kind=kind)
            if fault is not None:
                faults[kind] = fault
        if not 0 <= self.callback_grace <= LONGEST_GRACE:
            faults["callback_grace"] = _("Between nothing and 24 hours.")
        for column, value in self.match.items():
            if value and value not in COLUMNS[column].values:
                faults[column] = _("Choose one of the list, or all.")
        if faults:
            raise InvalidInput(fields=faults)
        check_reach(self.version(Policy(), 1, at=at), schedule, at=at)


def _fault_of_targets(goal: int, limit: int, *, kind: str) -> Sentence | None:
    label = PromisedKind(kind).label
    if goal <= 0:
        return format_lazy(_("{kind}: the goal must be above zero, such as 4 h."), kind=label)
    if limit < goal:
        return format_lazy(
            _("{kind}: the limit lies before the goal. Exchange them, or make the limit longer."), kind=label
        )
    if limit > LONGEST_MINUTES:
        return format_lazy(_("{kind}: more than a year is no promise. Make the limit shorter."), kind=label)
    return None


def check_reach(version: PolicyVersion, schedule: hours.Schedule, *, at: datetime) -> None:
    """Raise InvalidInput for each kind whose limit no clock on this schedule would reach within ten years."""
    faults: dict[str, Sentence] = {}
    for kind in PromisedKind.values:
        try:
            promised(schedule, at, version.targets(kind)[1])
        except InvalidInput:
            sentence = _(
                "{kind}: on this calendar the limit lies more than ten years ahead. Add hours, or make it shorter."
            )
            faults[kind] = format_lazy(sentence, kind=PromisedKind(kind).label)
    if faults:
        raise InvalidInput(fields=faults)


def newest(calendar: Calendar) -> CalendarVersion:
    """The version by which new promises count."""
    return calendar.versions.latest("version")


# Policies


@transaction.atomic
def revise_policy(*, policy: Policy, terms: Terms, seen_version: int, by: Acting, at: datetime) -> PolicyVersion:
    """The next version of a policy in use. Running promises keep theirs.

    Raises Conflict when another version was published since `seen_version`; InvalidInput with the repair for each fault.
    """
    require_editor(by)
    held = hold_policies()
    present = next((each for each in held if each.pk == policy.pk and each.retired_at is None), None)
    if present is None:
        raise Conflict(_("This policy was retired meanwhile. Put it back into use first."))
    last = present.versions.latest("version")
    if last.version != seen_version:
        raise _overtaken(last)
    terms.check(newest(terms.calendar).hours(), at=at)
    if not terms.catch_all:
        require_catch_all_besides(present)
    return append_version(present, terms, by=by, at=at)


def require_catch_all_besides(policy: Policy) -> None:
    """Raise InvalidInput when this policy is the last one in use that matches every matter; the caller holds the policies."""
    empty = dict.fromkeys(COLUMNS, "")
    others = current_versions().exclude(policy=policy).filter(**empty)
    if current_versions().filter(policy=policy, **empty).exists() and not others.exists():
        sentence = _(
            "This is the last policy that matches everything. Without it some tickets would have no promise at all: "
            "publish another one that matches everything first."
        )
        raise InvalidInput(sentence, code="last_catch_all")


def hold_policies() -> list[Policy]:
    """All policies in their order, locked: two people who change the order do so one after the other."""
    list(Policy.objects.select_for_update().order_by("pk"))
    return list(Policy.objects.order_by("position"))  # read after the wait: what was added meanwhile is among them


def append_version(policy: Policy, terms: Terms, *, by: Acting, at: datetime) -> PolicyVersion:
    """Save checked terms as the next version and say so; the caller holds the policy's row."""
    last = policy.versions.aggregate(last=Max("version"))["last"] or 0
    version = terms.version(policy, last + 1, at=at, by=_label(by))
    version.save()
    record(PolicyPublished(subject_id=policy.pk, version=version.version), by=by, at=at)
    return version


@transaction.atomic
def publish_policy(
    *,
    name: str,
    position: int,
    calendar: Calendar,
    minutes: Mapping[str, tuple[int, int]],
    at: datetime,
    match: Mapping[str, str] | None = None,
    callback_grace: int = 30,
    by: Acting = SYSTEM,
) -> PolicyVersion:
    """For programs that set up a desk: a version of the policy of this name, which is made if it is new. See Terms.

    Raises InvalidInput with the repair for each fault.
    """
    require_editor(by)
    terms = Terms(calendar, minutes, dict(match or {}), callback_grace)
    terms.check(newest(calendar).hours(), at=at)
    policy, _new = Policy.objects.select_for_update().get_or_create(name=name, defaults={"position": position})
    return append_version(policy, terms, by=by, at=at)


# Calendars


@transaction.atomic
def create_calendar(*, name: str, schedule: Mapping[str, Any], by: Acting, at: datetime) -> CalendarVersion:
    """A new calendar. Raises InvalidInput (`name`, or a field of the schedule) with the repair for each fault."""
    require_editor(by)
    wanted = clean_line(name, field="name", limit=60, required=True)
    checked = checked_schedule(schedule)
    calendar, new = Calendar.objects.get_or_create(name=wanted)
    if not new:
        raise InvalidInput(fields={"name": _("There is already a calendar with this name. Choose another one.")})
    return _append_hours(calendar, checked, by=by, at=at)


@transaction.atomic
def revise_calendar(
    *, calendar: Calendar, schedule: Mapping[str, Any], seen_version: int, by: Acting, at: datetime
) -> CalendarVersion:
    """The next version of a calendar; promises that begin from now on count by it.

    Raises Conflict when another version was published since `seen_version`; InvalidInput for faults of the schedule, and when
    a policy that counts by this calendar could not keep its limit any more.
    """
    require_editor(by)
    held = Calendar.objects.select_for_update().get(pk=calendar.pk)
    last = newest(held)
    if last.version != seen_version:
        raise _overtaken(last)
    checked = checked_schedule(schedule)
    check_users(held, checked, at=at)
    return _append_hours(held, checked, by=by, at=at)


def checked_schedule(schedule: Mapping[str, Any]) -> hours.Schedule:
    """The schedule with names of special days as they may be kept. Raises InvalidInput as Schedule.from_json does."""
    found = hours.Schedule.from_json(dict(schedule))
    if len(found.exceptions) > MOST_LINES:
        sentence = _("{count} special days; at most {most}. Leave out past years.")
        raise InvalidInput(fields={"exceptions": format_lazy(sentence, count=len(found.exceptions), most=MOST_LINES)})
    plain = found.to_json()
    for each in plain["exceptions"]:
        each["label"] = clean_line(each["label"], field=f"exceptions.{each['date']}", limit=LONGEST_LABEL)
    return hours.Schedule.from_json(plain)


def check_users(calendar: Calendar, schedule: hours.Schedule, *, at: datetime) -> None:
    """Raise InvalidInput (`week`) when the limit of a policy that counts by this calendar would not be reached any more."""
    for version in current_versions().filter(calendar=calendar):
        try:
            check_reach(version, schedule, at=at)
        except InvalidInput:
            sentence = _(
                "With so few hours the promises of “{policy}” would take more than ten years. Add hours, or give that policy "
                "another calendar first."
            )
            raise InvalidInput(fields={"week": format_lazy(sentence, policy=version.policy.name)}) from None


def _append_hours(calendar: Calendar, schedule: hours.Schedule, *, by: Acting, at: datetime) -> CalendarVersion:
    last = calendar.versions.aggregate(last=Max("version"))["last"] or 0
    version = CalendarVersion.objects.create(
        calendar=calendar,
        version=last + 1,
        schedule=schedule.to_json(),
        created_at=at,
        published_by=_label(by),
    )
    record(CalendarPublished(subject_id=calendar.pk, version=version.version), by=by, at=at)
    return version


@transaction.atomic
def publish_calendar(*, name: str, schedule: Mapping[str, Any], at: datetime, by: Acting = SYSTEM) -> CalendarVersion:
    """For programs that set up a desk: a version of the calendar of this name, which is made if it is new.

    Raises InvalidInput with the repair for each fault of the schedule.
    """
    require_editor(by)
    checked = checked_schedule(schedule)
    calendar, _new = Calendar.objects.select_for_update().get_or_create(name=name)
    check_users(calendar, checked, at=at)
    return _append_hours(calendar, checked, by=by, at=at)


def _label(by: Acting) -> str:
    """Empty for the desk itself: the pages say in their language that it came with the desk."""
    return "" if by.actor.kind == "system" else by.actor.label


def _overtaken(last: PolicyVersion | CalendarVersion) -> Conflict:
    sentence = _(
        "{who} published version {version} meanwhile. What you typed is kept: look at what changed, then publish yours on top "
        "of it, or leave it."
    )
    return Conflict(format_lazy(sentence, who=last.published_by or "Firstline", version=last.version))
