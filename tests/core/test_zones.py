"""When the clock of a zone is changed next."""

from datetime import UTC, datetime, timedelta

from core.zones import next_clock_change, zone_names

AT = datetime(2026, 11, 19, 5, 52, 11, tzinfo=UTC)


def test_the_next_change_is_found_to_the_minute() -> None:
    change = next_clock_change("Europe/London", AT)
    assert change is not None
    assert change.at == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert (change.before, change.after) == (timedelta(), timedelta(hours=1))
    back = next_clock_change("America/New_York", change.at)
    assert back is not None
    assert back.at == datetime(2027, 11, 7, 6, 0, tzinfo=UTC)


def test_where_the_clock_is_never_changed_there_is_none() -> None:
    assert next_clock_change("Asia/Singapore", AT) is None


def test_zones_are_places() -> None:
    names = zone_names()
    assert {"UTC", "Asia/Singapore", "America/Argentina/Ushuaia"} <= set(names)
    assert not {"EST", "localtime", "posixrules"} & set(names)
