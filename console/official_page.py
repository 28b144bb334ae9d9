"""What the pages of the directory show: rows, what a change would do, and how a channel came to be."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from channels.directory.models import FACTS, ChangeState, ChannelChange, OfficialChannel, Step
from channels.directory.policies import may_approve, may_publish
from channels.directory.shown import ICONS, link_to, shown_value
from channels.selectors import ChannelStatus
from core.errors import Sentence
from core.hours import Schedule
from core.hourwords import week_words
from core.lookalikes import Kind
from core.timewords import city_words

MOST_CHANGES = 30
# Icon and tone of a change.
LOOKS = {
    ChangeState.PROPOSED: ("hourglass", "risk"),
    ChangeState.APPROVED: ("circle-check", "ok"),
    ChangeState.REFUSED: ("circle-x", "breach"),
    ChangeState.WITHDRAWN: ("undo-2", ""),
}
_LABELS: dict[str, Sentence] = {
    "kind": gettext_lazy("Kind"),
    "value": gettext_lazy("Number, address or account"),
    "name": gettext_lazy("Name in English"),
    "name_zh": gettext_lazy("Name in Chinese"),
    "region": gettext_lazy("Region in English"),
    "region_zh": gettext_lazy("Region in Chinese"),
    "languages": gettext_lazy("Languages"),
    "schedule": gettext_lazy("Hours"),
    "position": gettext_lazy("Place in the list"),
    "will": gettext_lazy("What it will ask, in English"),
    "will_zh": gettext_lazy("What it will ask, in Chinese"),
    "never": gettext_lazy("What it never asks, in English"),
    "never_zh": gettext_lazy("What it never asks, in Chinese"),
}


def channel_row(channel: OfficialChannel, at: datetime) -> dict[str, Any]:
    """One line of the directory."""
    status = ChannelStatus.of(channel, at)
    return {
        "channel": channel,
        **what(channel.kind, channel.value),
        "name": channel.said("name"),
        "region": channel.said("region"),
        "open": status.open_now,
        "hours": hours_words(status.schedule),
    }


def what(kind: str, value: str) -> dict[str, Any]:
    """Kind, icon and value as people write it; of a report that could not be read, nothing."""
    if not kind:
        return {"kind": _("An account"), "icon": "at-sign", "value": value, "url": ""}
    return {
        "kind": Kind(kind).label,
        "icon": ICONS[Kind(kind)],
        "value": shown_value(kind, value),
        "url": link_to(kind, value),
    }


def hours_words(schedule: Schedule | None) -> str:
    """The ordinary week with its zone."""
    if schedule is None:
        return ""
    facts = {"hours": week_words(schedule), "city": city_words(schedule.zone)}
    return _("%(hours)s, %(city)s time") % facts


def change_row(change: ChannelChange) -> dict[str, Any]:
    """One line about a proposal or a version."""
    icon, tone = LOOKS[ChangeState(change.state)]
    about = what(change.facts["kind"], change.facts["value"])
    return {"change": change, "state_icon": icon, "tone": tone, "does": does(change), **about}


def does(change: ChannelChange) -> str:
    """What it would do, in a word."""
    if change.step == Step.RETIRE:
        return _("Retire")
    return _("Change") if change.channel_id and change.seen_version else _("Publish for the first time")


def differences(change: ChannelChange, before: dict[str, Any]) -> list[dict[str, str]]:
    """Fact by fact, what stands there and what would; only what differs."""
    after = change.facts if change.step == Step.PUBLISH else {}
    names = [name for name in FACTS if before.get(name) != after.get(name)]
    rows = [{"label": str(_LABELS[name]), "before": _said(name, before), "after": _said(name, after)} for name in names]
    return [row for row in rows if row["before"] != row["after"]]


def _said(name: str, facts: dict[str, Any]) -> str:
    value = facts.get(name)
    if name == "schedule":
        return hours_words(Schedule.from_json(value)) if value else ""
    if name == "kind":
        return str(Kind(value).label) if value else ""
    if name == "value" and value:
        return shown_value(facts["kind"], value)
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def facts_before(change: ChannelChange) -> dict[str, Any]:
    """What was published when it was proposed: the version before it, or for an open one what stands there now."""
    if change.channel is None or not change.seen_version:
        now = change.channel if change.state == ChangeState.PROPOSED else None
        return {name: getattr(now, name) for name in FACTS} if now else {}
    earlier = change.channel.changes.filter(version=change.seen_version).first()
    return earlier.facts if earlier else {name: getattr(change.channel, name) for name in FACTS}


def history(channel: OfficialChannel) -> list[dict[str, Any]]:
    """Its changes, the newest first."""
    changes = channel.changes.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-pk")
    return [change_row(each) for each in changes[:MOST_CHANGES]]


def rights(user: User, change: ChannelChange) -> dict[str, bool]:
    """What this person may do about an open proposal."""
    opened = change.state == ChangeState.PROPOSED
    return {
        "decides": opened and may_approve(user, change),
        "withdraws": opened and may_publish(user) and change.proposed_by_id == user.pk,
        "waits": opened,
    }
