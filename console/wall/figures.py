"""The row of figures: what counts most, each with the way to its list."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console.review_words import age_words
from console.wall.strip import tone
from core.timewords import duration_words, span_words, timer_words
from reports.selectors import MOST, Clock

if TYPE_CHECKING:
    from console.wall.page import Seen


def figures_of(seen: "Seen", *, due_soon: int) -> list[dict[str, Any]]:
    """In the order of the row. Officers have no calls."""
    found = [_kept(seen), _running(seen), _breached(seen), _at_risk(seen, due_soon)]
    if seen.whole:
        found.append(_waiting(seen))
    found.append(_to_review(seen))
    return [*found, _calls(seen)] if seen.whole else found


def _figure(key: str, label: str, value: str, url: str, note: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "value": value, "url": url, "note": note, **more}


def _kept(seen: "Seen") -> dict[str, Any]:
    """Of the promises whose limit falls into the period, as far as they are decided."""
    sums, target = seen.sums, seen.targets.share
    labels = {
        "today": _("Promises kept today"),
        "yesterday": _("Promises kept yesterday"),
        "week": _("Promises kept in seven days"),
    }
    note = ngettext("%(kept)d of %(count)d due kept", "%(kept)d of %(count)d due kept", sums.due)
    more: dict[str, Any] = {}
    if sums.share is not None:
        # Shown rounded down: a missed promise never reads as 100 %.
        shown = int(sums.share * 10) / 10
        short = float(target) - shown
        aim = _("Target %(share)s %%") % {"share": _plain(float(target))}
        missed = _("Target %(share)s %%, %(short)s short") % {"share": _plain(float(target)), "short": _plain(short)}
        more = {"unit": "%", "flag": missed if short > 0 else aim, "short": short > 0}
    value = _plain(int(sums.share * 10) / 10) if sums.share is not None else "–"
    words = note % {"kept": sums.kept, "count": sums.due} if sums.due else _("none was due")
    return _figure("kept", labels[seen.asked.period], value, reverse("desk:breaches"), words, big=True, **more)


def _plain(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _running(seen: "Seen") -> dict[str, Any]:
    url = reverse("desk:queue", args=["team"]) if seen.whole else reverse("desk:complaints")
    paused = sum(lane.paused for lane in seen.lanes)
    stopped = any(lane.paused >= MOST for lane in seen.lanes)
    note = _("%(count)s paused beside") % {"count": _many(paused, more=stopped)} if seen.whole else _("decisions owed")
    return _figure("running", _("Running"), _many(len(seen.clocks), more=seen.more), url, note)


def _many(count: int, *, more: bool) -> str:
    return f"{count}+" if more else str(count)


def _of_tone(seen: "Seen", name: str) -> list[Clock]:
    return [each for each in seen.clocks if tone(each, seen.at) == name]


def _breached(seen: "Seen") -> dict[str, Any]:
    broken = _of_tone(seen, "breach")
    more = any(len(lane.broken) >= MOST for lane in seen.lanes)
    url = reverse("desk:queue", args=["breached"]) if seen.whole else reverse("desk:complaints")
    oldest = min((each.limit_at for each in broken), default=None)
    note = _("longest %(span)s") % {"span": duration_words(seen.at - oldest)} if oldest else _("none")
    icon, alarm = "circle-alert", "breach" if broken else ""
    return _figure("breached", _("Breached"), _many(len(broken), more=more), url, note, icon=icon, tone=alarm)


def _at_risk(seen: "Seen", due_soon: int) -> dict[str, Any]:
    risky = _of_tone(seen, "risk")
    more = any(len(lane.ahead) >= MOST for lane in seen.lanes)
    url = reverse("desk:queue", args=["at_risk"]) if seen.whole else reverse("desk:complaints")
    note = ngettext("%(count)s due within 4 h", "%(count)s due within 4 h", due_soon) % {
        "count": _many(due_soon, more=more)
    }
    alarm = "risk" if risky else ""
    return _figure("risk", _("At risk"), _many(len(risky), more=more), url, note, icon="triangle-alert", tone=alarm)


def _waiting(seen: "Seen") -> dict[str, Any]:
    limit = timedelta(seconds=seen.targets.wait_limit)
    since = [*(call.started_at for call in seen.ringing), *(chat.waiting_since for chat in seen.chats)]
    longest = min(since, default=None)
    late = longest is not None and seen.at - longest >= limit * 0.75
    words = _("limit %(limit)s") % {"limit": timer_words(limit)}
    found = _figure("waiting", _("Waiting now"), str(len(since)), "#wall-waiting", words)
    return found | {"icon": "hourglass", "tone": "risk" if late else "", "since": longest}


def _to_review(seen: "Seen") -> dict[str, Any]:
    count = len(seen.reviews)
    value = f"{MOST - 1}+" if count >= MOST else str(count)
    note = _("oldest %(age)s") % {"age": _age(seen.reviews, seen.at)} if count else _("every one is reviewed")
    alarm = "breach" if count else ""
    return _figure("reviews", _("To review"), value, reverse("desk:reviews"), note, icon="clipboard-check", tone=alarm)


def _age(reviews: Sequence[Any], at: datetime) -> str:
    return age_words(at - reviews[0].opened_at)


def _calls(seen: "Seen") -> dict[str, Any]:
    sums = seen.sums
    labels = {"today": _("Calls today"), "yesterday": _("Calls yesterday"), "week": _("Calls in seven days")}
    note = _("none came in")
    if sums.answered_share is not None:
        note = _("%(share)s %% answered") % {"share": _plain(int(sums.answered_share * 10) / 10)}
    if sums.mean_wait is not None:
        wait = span_words(timedelta(seconds=round(sums.mean_wait)))
        note = _("%(answered)s, mean wait %(wait)s") % {"answered": note, "wait": wait}
    url = reverse("desk:calls", args=["missed"])
    return _figure("calls", labels[seen.asked.period], str(sums.calls), url, note)
