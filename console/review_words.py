"""Words about reviews: causes, teams and what cases have in common, in the language that is active."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import timewords
from sla.models import ReviewCause
from sla.reviews.patterns import Pattern, Trait
from sla.reviews.selectors import BAND_HOURS


def named(name: str, name_zh: str) -> str:
    """One of two names: the Chinese one where Chinese is read and there is one."""
    return name_zh if name_zh and (get_language() or "").startswith("zh") else name


def cause_name(cause: ReviewCause | None) -> str:
    """The cause in the active language; nothing for none."""
    return named(cause.name, cause.name_zh) if cause else ""


def team_words(name: str, name_zh: str) -> str:
    """A team as it stands in a sentence; nothing for none."""
    return _("%(team)s team") % {"team": named(name, name_zh)} if name else ""


def band_words(band: int) -> str:
    """A quarter of the day."""
    begins, ends = band * BAND_HOURS, (band + 1) * BAND_HOURS
    if ends == 24:
        return _("after %(time)s") % {"time": f"{begins:02d}:00"}
    return _("%(begins)s to %(ends)s") % {"begins": f"{begins:02d}:00", "ends": f"{ends:02d}:00"}


def trait_words(trait: Trait) -> str:
    """What cases share, in a few words."""
    if trait.by == "team":
        return team_words(trait.name, trait.name_zh)
    if trait.by == "band":
        return _("limit passed %(band)s") % {"band": band_words(int(trait.key))}
    if trait.by == "policy":
        return _("policy “%(policy)s”") % {"policy": trait.name}
    return named(trait.name, trait.name_zh)


def pattern_words(pattern: Pattern) -> dict[str, Any]:
    """The context of one pattern in desk/_review_patterns.html."""
    words = trait_words(pattern.trait)
    opened = ngettext("Open the %(count)d case", "Open the %(count)d cases", pattern.count)
    most = max(pattern.days)
    return {
        "title": _("%(what)s: %(count)d") % {"what": words[:1].upper() + words[1:], "count": pattern.count},
        "shares": [
            _("%(count)d of %(all)d: %(what)s") % {"count": n, "all": pattern.count, "what": trait_words(each)}
            for each, n in pattern.shares
        ],
        "open": opened % {"count": pattern.count},
        "url": cases_url({pattern.trait.by: pattern.trait.key}, since=pattern.since),
        "bars": [
            _bar(place * 100 / len(pattern.days), 4 if not n else 10 + round(26 * n / most), some=n > 0)
            for place, n in enumerate(pattern.days)
        ],
        "says": ngettext(
            "%(count)d case in 14 days, at most %(most)d on one day",
            "%(count)d cases in 14 days, at most %(most)d on one day",
            pattern.count,
        )
        % {"count": pattern.count, "most": most},
        "first": date_words(pattern.since),
        "last": date_words(pattern.since + timedelta(days=len(pattern.days) - 1)),
    }


def _bar(x: float, height: int, *, some: bool) -> dict[str, Any]:
    """One day of the small chart, which is 40 pixels high."""
    return {"x": round(x, 2), "y": 40 - height, "height": height, "some": some}


def cases_url(traits: Mapping[str, str], *, since: date, until: date | None = None) -> str:
    """The list of exactly these cases."""
    days = {"since": since.isoformat()} | ({"until": until.isoformat()} if until else {})
    return f"{reverse('desk:reviews')}?{urlencode({**traits, **days})}"


def date_words(day: date) -> str:
    """A day without its weekday: "6 Nov"."""
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    return timewords.moment_words(noon, zone="UTC", now=noon, style="date")


def day_words(day: date | None) -> str:
    """A day with its weekday: "Wed 25 Nov"; nothing for none."""
    return timewords.day_words(datetime.combine(day, time(12), tzinfo=UTC), zone="UTC") if day else ""


def days_words(span: timedelta | None) -> str:
    """How long something took, roughly: "1.4 d", "5 h"; a dash for nothing."""
    if span is None:
        return "–"
    if span < timedelta(days=1):
        return timewords.duration_words(timedelta(hours=max(1, round(span / timedelta(hours=1)))))
    return _("%(days)s d") % {"days": f"{span / timedelta(days=1):.1f}"}


def age_words(span: timedelta) -> str:
    """For how long a case waits: "today", "6 d"."""
    return _("%(days)s d") % {"days": span.days} if span.days else _("today")
