"""Calendars as versions, and public holidays as data."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.utils import translation

from core.errors import Conflict, InvalidInput, NotAllowed
from core.hours import DAYS, Schedule, SpecialDay, Window, add
from outbox.models import Event
from sla.models import Calendar, CalendarVersion, Policy
from sla.public_holidays import countries, public_holidays, regions
from sla.services import Matter, quote
from sla.services.policy_order import retire_policy
from sla.services.publishing import create_calendar, revise_calendar
from tests.people import NOON, House

NINE_TO_SIX = [["09:00", "18:00"]]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = {"zone": "Asia/Shanghai", "week": dict.fromkeys(WEEKDAYS, NINE_TO_SIX)}
WORKING = [Window(time(9), time(18))]


def test_a_calendar_is_kept_as_versions(house: House) -> None:
    first = create_calendar(name=" Shanghai  desk ", schedule=OFFICE, by=house.sam, at=NOON)
    assert (first.calendar.name, first.version, first.published_by) == ("Shanghai desk", 1, "Sam, 1001")
    half = OFFICE | {"exceptions": [{"date": "2026-12-24", "label": "Eve", "windows": [["09:00", "12:00"]]}]}
    second = revise_calendar(calendar=first.calendar, schedule=half, seen_version=1, by=house.sam, at=NOON)
    assert second.version == 2
    assert first.calendar.versions.get(version=1).hours() == Schedule.from_json(OFFICE)
    told = Event.objects.filter(name="calendar.published", subject_id=first.calendar.pk).values_list(
        "data__version", "actor_label"
    )
    assert list(told) == [(1, "Sam, 1001"), (2, "Sam, 1001")]


def test_of_two_who_edit_at_once_the_second_is_told(house: House) -> None:
    calendar = Calendar.objects.get(name="Singapore desk")
    revise_calendar(calendar=calendar, schedule=OFFICE, seen_version=1, by=house.sam, at=NOON)
    with pytest.raises(Conflict):
        revise_calendar(calendar=calendar, schedule=OFFICE, seen_version=1, by=house.ada, at=NOON)
    assert calendar.versions.count() == 2


def special(day: str, label: str = "", windows: Any = ()) -> dict[str, Any]:
    return {"date": day, "label": label, "windows": list(windows)}


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"zone": "Asia/Singapore"}, "week"),
    ({"zone": "Mars/Olympus", "week": {"mon": NINE_TO_SIX}}, "zone"),
    ({"zone": "UTC", "week": {"mon": [["09:00", "12:00"], ["11:00", "18:00"]]}}, "week.mon"),
    ({"zone": "UTC", "week": {"mon": [["22:00", "06:00"]]}}, "week.mon"),
    ({"zone": "UTC", "always": True, "week": {"mon": NINE_TO_SIX}}, "always"),
    (OFFICE | {"exceptions": [special("2026-12-25", "x" * 81)]}, "exceptions.2026-12-25"),
    (OFFICE | {"exceptions": [special(str(date(2000, 1, 1) + timedelta(each))) for each in range(1001)]}, "exceptions"),
]


@pytest.mark.parametrize(("schedule", "field"), FAULTS, ids=[each[1] for each in FAULTS])
def test_a_calendar_that_cannot_be_is_refused_and_nothing_is_saved(
    house: House, schedule: dict[str, Any], field: str
) -> None:
    before = Calendar.objects.count(), CalendarVersion.objects.count()
    desk = Calendar.objects.get(name="Singapore desk")
    wrong: list[Callable[[], object]] = [
        lambda: create_calendar(name="Wrong", schedule=schedule, by=house.sam, at=NOON),
        lambda: revise_calendar(calendar=desk, schedule=schedule, seen_version=1, by=house.sam, at=NOON),
    ]
    for publish in wrong:
        with pytest.raises(InvalidInput) as refusal:
            publish()
        assert field in refusal.value.fields
    assert (Calendar.objects.count(), CalendarVersion.objects.count()) == before


def test_a_name_is_given_once(house: House) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create_calendar(name="24×7", schedule=OFFICE, by=house.sam, at=NOON)
    assert set(refusal.value.fields) == {"name"}
    assert Calendar.objects.get(name="24×7").versions.count() == 1


def test_hours_may_not_become_too_few_for_a_promise(house: House) -> None:
    rare = {"zone": "UTC", "exceptions": [special("2027-01-01", "", [["09:00", "10:00"]])]}
    calendar = Calendar.objects.get(name="Singapore desk")
    with pytest.raises(InvalidInput) as refusal:
        revise_calendar(calendar=calendar, schedule=rare, seen_version=1, by=house.sam, at=NOON)
    assert "Guidance, low priority" in str(refusal.value.fields["week"])
    retire_policy(policy=Policy.objects.get(name="Guidance, low priority"), by=house.sam, at=NOON)
    revise_calendar(calendar=calendar, schedule=rare, seen_version=1, by=house.sam, at=NOON)


@pytest.mark.parametrize("who", ["alice", "olive", "pbx"])
def test_only_supervisors_and_administrators_change_hours(house: House, who: str) -> None:
    by = getattr(house, who)
    with pytest.raises(NotAllowed):
        create_calendar(name="Mine", schedule=OFFICE, by=by, at=NOON)
    with pytest.raises(NotAllowed):
        revise_calendar(calendar=Calendar.objects.get(name="24×7"), schedule=OFFICE, seen_version=1, by=by, at=NOON)
    assert not Calendar.objects.filter(name="Mine").exists()


def test_new_promises_count_by_the_new_hours(house: House) -> None:
    calendar = Calendar.objects.get(name="Singapore desk")
    matter = Matter("guidance", "low")
    before = quote(matter, at=NOON)[0].limit_at
    around = {"zone": "Asia/Singapore", "week": {day: [["00:00", "24:00"]] for day in DAYS}}
    revise_calendar(calendar=calendar, schedule=around, seen_version=1, by=house.sam, at=NOON)
    assert quote(matter, at=NOON)[0].limit_at == NOON + timedelta(hours=24) < before


# Public holidays


def test_chinas_make_up_working_days_are_worked() -> None:
    """The State Council's notice for 2026: off from 1 to 3 January, at work on Sunday 4 January instead."""
    with translation.override("zh-hans"):
        found = public_holidays("CN", "", range(2026, 2027), working=WORKING)
    days = {each.day: each for each in found.days}
    assert days[date(2026, 1, 1)] == SpecialDay(date(2026, 1, 1), (), "元旦")
    assert days[date(2026, 1, 2)].windows == ()
    made_up = [day for day, each in days.items() if each.windows]
    assert made_up == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    assert not found.notes
    schedule = Schedule.from_json(OFFICE)
    with_days = Schedule(schedule.zone, week=schedule.week, exceptions=tuple(found.days))
    eve = NOON.replace(month=12, day=31, hour=9)  # 17:00 in Shanghai
    assert add(with_days, eve.replace(year=2025), timedelta(hours=2)) == NOON.replace(
        year=2026, month=1, day=4, hour=2, minute=52
    )


def test_a_notice_that_is_not_out_yet_is_said() -> None:
    with translation.override("en"):
        found = public_holidays("CN", "", range(2026, 2028), working=WORKING)
        assert [str(each)[:48] for each in found.notes] == ["No make-up working days are known for 2027. Look"]
        assert "2026-01-04" in next(each.label for each in found.days if each.day == date(2026, 1, 2))


def test_without_working_hours_only_the_closed_days_come() -> None:
    assert not any(each.windows for each in public_holidays("CN", "", range(2026, 2027), working=[]).days)


def test_a_region_adds_its_own_days() -> None:
    national = {each.day for each in public_holidays("DE", "", range(2026, 2027), working=[]).days}
    bavarian = {each.day for each in public_holidays("DE", "BY", range(2026, 2027), working=[]).days}
    assert date(2026, 1, 6) in bavarian - national
    assert "BY" in regions("DE")
    assert regions("XX") == []
    assert {"SG", "CN", "HK", "GB"} <= set(countries())


@pytest.mark.parametrize(
    ("country", "region", "years", "field"),
    [
        ("XX", "", range(2026, 2027), "country"),
        ("", "", range(2026, 2027), "country"),
        ("DE", "ZZ", range(2026, 2027), "region"),
        ("SG", "", range(2026, 2026), "years"),
        ("SG", "", range(2026, 2036), "years"),
        ("SG", "", range(26, 27), "years"),
    ],
)
def test_what_is_not_known_is_refused(country: str, region: str, years: range, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        public_holidays(country, region, years, working=[])
    assert set(refusal.value.fields) == {field}


def test_names_come_in_the_readers_language_else_in_the_countrys_own() -> None:
    """The package knows no Chinese name for Germany's days."""

    def name(language: str, country: str, day: date) -> str:
        with translation.override(language):
            found = public_holidays(country, "", range(day.year, day.year + 1), working=[])
        return next(each.label for each in found.days if each.day == day)

    spring, unity = date(2026, 2, 17), date(2026, 10, 3)
    assert (name("zh-hans", "CN", spring), name("en", "CN", spring)) == ("春节", "Chinese New Year (Spring Festival)")
    assert (name("zh-hans", "HK", spring), name("en", "HK", spring)) == ("农历年初一", "Chinese New Year")
    assert (name("en", "DE", unity), name("zh-hans", "DE", unity)) == ("German Unity Day", "German Unity Day")


def test_a_country_whose_days_have_one_language_only_is_told_in_that() -> None:
    found = public_holidays("BB", "", range(2026, 2027), working=[])
    assert "Independence Day" in {each.label for each in found.days}


def test_special_days_come_in_order_each_named(house: House) -> None:
    with translation.override("en"):
        found = public_holidays("CN", "", range(2026, 2027), working=WORKING)
    assert [each.day for each in found.days] == sorted(each.day for each in found.days)
    assert all(each.label for each in found.days)
    moved = next(each.label for each in found.days if each.day == date(2026, 1, 2))
    assert moved.endswith("(substituted from 2026-01-04)")


def test_the_years_have_edges_and_a_wrong_region_is_named() -> None:
    for years in (range(1970, 1971), range(2199, 2200), range(2026, 2031)):
        public_holidays("SG", "", years, working=[])
    for years in (range(1969, 1970), range(2200, 2201), range(2026, 2032)):
        with pytest.raises(InvalidInput):
            public_holidays("SG", "", years, working=[])
    with pytest.raises(InvalidInput) as refusal:
        public_holidays("DE", "ZZ", range(2026, 2032), working=[])
    assert set(refusal.value.fields) == {"region", "years"}
    assert "“ZZ”" in str(refusal.value.fields["region"])
    assert "5" in str(refusal.value.fields["years"])
