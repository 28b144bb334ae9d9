"""What of the wall is asked for: a team, a period, the form for a television. All of it stands in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Team
from console.review_words import named

# The first and the last day, counted back from today, and the words.
PERIODS: Final[Mapping[str, tuple[int, int, Any]]] = {
    "today": (0, 0, pgettext_lazy("period", "Today")),
    "yesterday": (1, 1, pgettext_lazy("period", "Yesterday")),
    "week": (6, 0, gettext_lazy("Seven days")),
}


@dataclass(frozen=True)
class Asked:
    """What does not make sense falls back to all teams, today, on a desk."""

    team: int | None = None
    period: str = "today"
    tv: bool = False
    light: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """Read from an address."""
        team, period = query.get("team", ""), query.get("period", "")
        return cls(
            team=int(team) if team.isascii() and team.isdigit() and len(team) < 10 else None,
            period=period if period in PERIODS else "today",
            tv=query.get("tv") == "1",
            light=query.get("theme") == "light",
        )

    def days(self, at: datetime) -> tuple[date, date]:
        """The first and the last day of the period, in the operator's zone."""
        today = at.astimezone(ZoneInfo(settings.OPERATOR["zone"])).date()
        first, last, _word = PERIODS[self.period]
        return today - timedelta(days=first), today - timedelta(days=last)

    def url(self, **other: str | int | None) -> str:
        """The address of this wall, with something else than now."""
        now: dict[str, str | int | None] = {
            "team": self.team,
            "period": self.period,
            "tv": int(self.tv),
            "theme": "light" if self.light else "",
        }
        asked = {name: value for name, value in {**now, **other}.items() if value and value != "today"}
        return reverse("desk:wall") + (f"?{urlencode(asked)}" if asked else "")

    def menus(self, teams: Sequence[Team]) -> list[dict[str, Any]]:
        """The filters of the bar: what is chosen, and the addresses of the others."""
        names: dict[int | None, str] = {None: _("All teams")} | {
            each.pk: named(each.name, each.name_zh) for each in teams
        }
        return [
            {
                "id": "wall-team",
                "label": _("Team"),
                "chosen": names.get(self.team, names[None]),
                "items": [
                    {"label": name, "url": self.url(team=key), "on": key == self.team} for key, name in names.items()
                ],
            },
            {
                "id": "wall-period",
                "label": _("Period"),
                "chosen": PERIODS[self.period][2],
                "items": [
                    {"label": word, "url": self.url(period=key), "on": key == self.period}
                    for key, (_a, _b, word) in PERIODS.items()
                ],
            },
        ]
