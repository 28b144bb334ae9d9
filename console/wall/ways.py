"""Every way in on one line: open or not, who came by it in the last hour, who waits; beside it what runs and how late the ringers are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from channels.chat.models import Chat
from channels.chat.selectors import is_staffed
from channels.models import Call
from channels.selectors import hotlines
from channels.ways import usable_kinds
from core.timewords import moment_words
from incidents.models import Incident
from reports.selectors import contacts_since
from sla.opening import KINDS, openings
from sla.services.health import RED_LAG, ringer_lag
from tickets.categories import ChannelKind

LATELY: Final = timedelta(hours=1)
# What needs settings before anybody can come by it.
_NETWORKS: Final = (ChannelKind.TELEGRAM, ChannelKind.X, ChannelKind.WEIBO)


@dataclass(frozen=True)
class Ways:
    """What was read: how each kind stands, how many came by it, what runs, how late the ringers are."""

    rows: list[dict[str, Any]]
    incidents: list[Incident]
    lag: timedelta

    @property
    def seconds(self) -> int:
        """The lag as it is shown."""
        return int(self.lag.total_seconds())

    @property
    def late(self) -> bool:
        """Whether a person must look now."""
        return self.lag > RED_LAG


def look(ringing: Sequence[Call], chats: Sequence[Chat], *, zone: str, at: datetime) -> Ways:
    """Six statements. `ringing` and `chats` wait, the longest first."""
    contacts, waits = contacts_since(span=LATELY, at=at), _waiting(ringing, chats)
    known = {kind: (each.is_open, each.opens_at or each.closes_at) for kind, each in openings(at).items()}
    used = {*usable_kinds(), *contacts}
    shown = [kind for kind in KINDS if kind not in _NETWORKS or kind in used]
    rows = [_row(ChannelKind.HOTLINE, _lines(at), contacts, waits, zone=zone, at=at)]
    rows += [_row(kind, known[kind], contacts, waits, zone=zone, at=at) for kind in shown]
    for row in rows:
        # Within its hours a chat may still have nobody who takes one.
        row["unattended"] = row["kind"] == ChannelKind.CHAT and row["is_open"] and not is_staffed(at=at)
    return Ways(rows, list(Incident.objects.running()), ringer_lag(at=at))


def _lines(at: datetime) -> tuple[bool, datetime | None]:
    """Open as soon as one line is; until the last one closes, or the first one opens."""
    lines = hotlines(at)
    opened = [each.changes_at for each in lines if each.open_now]
    if opened:
        return True, None if None in opened else max(each for each in opened if each)
    return False, min((each.changes_at for each in lines if each.changes_at), default=None)


def _waiting(ringing: Sequence[Call], chats: Sequence[Chat]) -> dict[str, list[datetime]]:
    return {
        ChannelKind.HOTLINE: [each.started_at for each in ringing],
        ChannelKind.CHAT: [each.waiting_since for each in chats],
    }


def _row(
    kind: ChannelKind,
    stands: tuple[bool, datetime | None],
    contacts: dict[str, int],
    waits: dict[str, list[datetime]],
    *,
    zone: str,
    at: datetime,
) -> dict[str, Any]:
    is_open, changes_at = stands
    told = _("until %(time)s") if is_open else _("opens %(time)s")
    change = told % {"time": moment_words(changes_at, zone=zone, now=at)} if changes_at and changes_at > at else ""
    # Only where somebody holds the line is there a wait: the others have clocks.
    waiting = waits.get(kind)
    return {
        "kind": kind,
        "label": kind.label,
        "is_open": is_open,
        "change": change,
        "contacts": contacts.get(kind, 0),
        "waiting": None if waiting is None else len(waiting),
        "since": min(waiting, default=None) if waiting else None,
    }
