"""By when a complaint must be answered, by jurisdiction, as data: one profile for each rule book.

A goal is what the desk tells the customer and works towards, a limit is the rule's. Periods in days, weeks and months are
local calendar time in the profile's zone: the day of receipt is not counted, and the last day counts to its end (in the Union:
Regulation (EEC, Euratom) No 1182/71, Article 3). A complaint keeps the version it was measured by. Who changes a period adds
one to `version`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

_DAYS = {"days": 1, "weeks": 7}
_LAST_SECOND = time(23, 59, 59)


class ProfileKey(models.TextChoices):
    """Whose rules apply."""

    HOUSE = "house", _("House rules")
    EU = "eu", _("European Union")
    UK = "uk", _("United Kingdom")
    DUBAI = "dubai", _("Dubai")


@dataclass(frozen=True)
class Period:
    """So much time from the receipt."""

    count: int
    unit: Literal["hours", "days", "weeks", "months"]

    def after(self, start: datetime, zone: ZoneInfo) -> datetime:
        """Its end, in UTC. Hours are exact; everything longer ends with the last second of its last local day."""
        if self.unit == "hours":
            return start + timedelta(hours=self.count)
        local = start.astimezone(zone).date()
        if self.unit == "months":
            years, month = divmod(local.month - 1 + self.count, 12)
            last = local.replace(year=local.year + years, month=month + 1, day=1)
            length = ((last + timedelta(days=32)).replace(day=1) - last).days
            last = last.replace(day=min(local.day, length))
        else:
            last = local + timedelta(days=self.count * _DAYS[self.unit])
        return datetime.combine(last, _LAST_SECOND, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True)
class Profile:
    """One rule book. `source` names the rule for staff, `turn_to` tells the customer who looks at it after us."""

    key: str
    version: int
    zone: str
    acknowledge: tuple[Period, Period]
    decide: tuple[Period, Period]
    basis: str
    source: Sentence
    turn_to: Sentence

    @property
    def label(self) -> str:
        """Its name in the active language."""
        return str(ProfileKey(self.key).label)

    @property
    def place(self) -> ZoneInfo:
        """The zone of its calendar; the operator's where no law says."""
        return ZoneInfo(self.zone or settings.OPERATOR["zone"])


@dataclass(frozen=True)
class Dates:
    """The moments of one complaint, in UTC."""

    acknowledge_goal: datetime
    acknowledge_by: datetime
    decide_goal: datetime
    decide_by: datetime


# No law gives hours for the acknowledgement but ours; "without undue delay" and "promptly" are read as our own.
_OUR_HOURS = (Period(24, "hours"), Period(48, "hours"))

PROFILES: dict[str, Profile] = {
    # Our own promise where no other rule applies.
    ProfileKey.HOUSE: Profile(
        key=ProfileKey.HOUSE,
        version=1,
        zone="",
        acknowledge=_OUR_HOURS,
        decide=(Period(15, "days"), Period(30, "days")),
        basis="house:1",
        source=_("Our own promise: receipt confirmed within 48 hours, decision within 30 days."),
        turn_to=_("the consumer or financial authority of the place where you live, or a court"),
    ),
    # Commission Delegated Regulation (EU) 2025/294, supplementing Article 71 of Regulation (EU) 2023/1114 (MiCA).
    ProfileKey.EU: Profile(
        key=ProfileKey.EU,
        version=1,
        zone="Europe/Brussels",
        acknowledge=_OUR_HOURS,
        decide=(Period(1, "months"), Period(2, "months")),
        basis="eu:2025/294:1",
        source=_("Regulation (EU) 2025/294: receipt confirmed without undue delay, decision within two months."),
        turn_to=_(
            "the authority that supervises crypto-asset services in your Member State or in ours, an out-of-court "
            "settlement body, or a court"
        ),
    ),
    # FCA Handbook, DISP 1.6: prompt written acknowledgement (1.6.1R), final response by the end of eight weeks (1.6.2R).
    ProfileKey.UK: Profile(
        key=ProfileKey.UK,
        version=1,
        zone="Europe/London",
        acknowledge=_OUR_HOURS,
        decide=(Period(4, "weeks"), Period(8, "weeks")),
        basis="uk:DISP 1.6:1",
        source=_("DISP 1.6: prompt written acknowledgement, final response within eight weeks."),
        turn_to=_("the Financial Ombudsman Service where it covers the service you used, or a court"),
    ),
    # VARA, Market Conduct Rulebook, complaints: a week to acknowledge, four weeks to resolve, in exceptional cases eight.
    ProfileKey.DUBAI: Profile(
        key=ProfileKey.DUBAI,
        version=1,
        zone="Asia/Dubai",
        acknowledge=(Period(48, "hours"), Period(1, "weeks")),
        decide=(Period(4, "weeks"), Period(8, "weeks")),
        basis="dubai:VARA:1",
        source=_("VARA Market Conduct Rulebook: receipt confirmed in a week, decision in four weeks, at most eight."),
        turn_to=_("the Virtual Assets Regulatory Authority (VARA) of Dubai, or a court"),
    ),
}


def default_profile() -> Profile:
    """The operator's choice for complaints about which nothing else is known."""
    return PROFILES[settings.COMPLAINT_PROFILE]


def dates_for(profile: Profile, received: datetime) -> Dates:
    """All moments of a complaint that was received, or reopened, at this moment."""
    marks = [each.after(received, profile.place) for each in (*profile.acknowledge, *profile.decide)]
    return Dates(*marks)


def end_of_day(day: date, profile: Profile) -> datetime:
    """The last second of a calendar day where the profile's calendar is, in UTC."""
    return datetime.combine(day, _LAST_SECOND, tzinfo=profile.place).astimezone(UTC)
