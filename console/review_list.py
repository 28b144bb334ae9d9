"""The list of cases: what an address asks for, and the words over it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Team, User
from console.review_words import band_words, date_words, named, team_words
from core.errors import NotFound
from sla.models import Policy, ReviewCause
from sla.reviews.selectors import BAND_HOURS, Narrowing

ASKED = ("cause", "team", "band", "policy", "since", "until")


def narrowing(asked: Mapping[str, str]) -> Narrowing:
    """What the address asks for. Raises NotFound for what nobody here wrote."""
    band = _number(asked, "band")
    if band is not None and band not in range(24 // BAND_HOURS):
        raise NotFound
    return Narrowing(
        since=_day(asked, "since"),
        until=_day(asked, "until"),
        cause=_number(asked, "cause"),
        team=asked.get("team"),
        band=band,
        policy=_number(asked, "policy"),
    )


def _number(asked: Mapping[str, str], name: str) -> int | None:
    if name not in asked:
        return None
    with suppress(ValueError):
        if 0 <= (number := int(asked[name])) < 1 << 31:
            return number
    raise NotFound


def _day(asked: Mapping[str, str], name: str) -> date | None:
    if name not in asked:
        return None
    with suppress(ValueError):
        if date(2000, 1, 1) <= (day := date.fromisoformat(asked[name])) < date(2200, 1, 1):
            return day
    raise NotFound


def words(asked: Mapping[str, str], narrowing: Narrowing, user: User) -> dict[str, Any]:
    """Tabs, and what the list is narrowed to."""
    done = asked.get("show") == "finished"
    kept = {name: asked[name] for name in ASKED if name in asked} or ({"show": "finished"} if done else {})
    return {
        "tabs": tabs(user, "" if narrowing.asked else "finished" if done else "unfinished"),
        "narrowed": _narrowed(narrowing) if narrowing.asked else "",
        "finished": done,
        "query": f"{urlencode(kept)}&" if kept else "",
    }


def tabs(user: User, current: str) -> list[dict[str, Any]]:
    """The pages of the reviews."""
    here = reverse("desk:reviews")
    pages = [
        ("unfinished", _("To review"), here),
        ("finished", _("Finished"), f"{here}?show=finished"),
        ("figures", _("Figures"), reverse("desk:review_figures")),
    ]
    if user.leads_people:
        pages.append(("causes", _("Causes"), reverse("desk:review_causes")))
    return [{"label": label, "url": url, "current": name == current} for name, label, url in pages]


def _narrowed(narrowing: Narrowing) -> str:
    parts = []
    if narrowing.cause is not None:
        cause = ReviewCause.objects.filter(pk=narrowing.cause).first()
        parts.append(named(cause.name, cause.name_zh) if cause else _("no such cause"))
    if narrowing.team is not None:
        team = Team.objects.filter(name=narrowing.team).first()
        parts.append(team_words(narrowing.team, team.name_zh if team else "") or _("no team"))
    if narrowing.policy is not None:
        policy = Policy.objects.filter(pk=narrowing.policy).first()
        parts.append(_("policy “%(policy)s”") % {"policy": policy.name} if policy else _("no such policy"))
    if narrowing.band is not None:
        parts.append(_("limit passed %(band)s") % {"band": band_words(narrowing.band)})
    return pgettext("list", ", ").join([*parts, *_period(narrowing)])


def _period(narrowing: Narrowing) -> list[str]:
    if narrowing.since and narrowing.until:
        facts = {"first": date_words(narrowing.since), "last": date_words(narrowing.until)}
        return [_("%(first)s to %(last)s") % facts]
    if narrowing.since:
        return [_("since %(day)s") % {"day": date_words(narrowing.since)}]
    return [_("until %(day)s") % {"day": date_words(narrowing.until)}] if narrowing.until else []
