"""What missed promises have in common is pointed out, and the figures count what they say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import InvalidInput, NotFound
from sla.models import BreachReview
from sla.reviews.figures import figures
from sla.reviews.patterns import Case, Trait, find_patterns, patterns_in
from sla.reviews.selectors import Narrowing, tally
from sla.services.reviews import dispute_clock, grant_dispute, save_review, send_review, sign_review
from tests.people import NOON, House
from tests.sla.reviewing import DAY, HOUR, MISSED, a_case, a_cause, a_draft, a_supervisor

SINCE = date(2026, 11, 6)
NOTE, NIGHT, MORNING = Trait("cause", "1", "No note"), Trait("band", "3"), Trait("band", "1")
FUNDS, GENERAL = Trait("team", "Funds", "Funds"), Trait("team", "General", "General")


def _case(pk: int, day: int, *traits: Trait) -> Case:
    return Case(pk, SINCE + timedelta(days=day), {each.by: each for each in traits})


def test_a_cause_is_a_pattern_from_three_cases_on() -> None:
    two = [_case(1, 0, NOTE), _case(2, 3, NOTE), *(_case(9 + each, 1) for each in range(7))]
    assert patterns_in(two, since=SINCE) == []
    found = patterns_in([*two, _case(3, 3, NOTE)], since=SINCE)
    assert [(each.trait, each.count) for each in found] == [(NOTE, 3)]
    assert found[0].days == (1, 0, 0, 2, *[0] * 10)


def test_more_than_half_sharing_something_else_is_told() -> None:
    cases = [_case(1, 0, NOTE, GENERAL, NIGHT), _case(2, 0, NOTE, GENERAL, MORNING), _case(3, 0, NOTE, FUNDS, NIGHT)]
    cases += [_case(9 + each, 1, FUNDS) for each in range(3)]
    found = patterns_in(cases, since=SINCE)
    assert found[0].trait == NOTE
    assert set(found[0].shares) == {(GENERAL, 2), (NIGHT, 2)}


def test_a_team_is_a_pattern_only_when_half_of_all_are_its() -> None:
    cases = [_case(each, 0, FUNDS) for each in range(3)] + [_case(9 + each, 0) for each in range(4)]
    assert patterns_in(cases, since=SINCE) == []
    assert [each.trait for each in patterns_in(cases[:-1], since=SINCE)] == [FUNDS]


def test_the_same_cases_are_not_told_twice() -> None:
    cases = [_case(each, 0, NOTE, FUNDS, NIGHT) for each in range(4)]
    assert [each.trait for each in patterns_in(cases, since=SINCE)] == [NOTE]


@pytest.fixture
def three(house: House) -> list[BreachReview]:
    """Three of one cause, and one that nobody has looked at."""
    cases = [a_case(house, at=NOON + hours * HOUR) for hours in range(4)]
    for each in cases[:3]:
        save_review(review=each, draft=a_draft(house), by=house.sam, at=MISSED + 3 * DAY)
    return cases


def test_patterns_come_from_the_last_two_weeks(house: House, three: list[BreachReview]) -> None:
    at = MISSED + 3 * DAY
    found = find_patterns(at=at, zone="Asia/Singapore")
    assert [(each.trait.by, each.trait.name, each.count) for each in found] == [
        ("cause", "Queue not watched", 3),
        ("team", "Funds", 4),
    ]
    assert sum(found[0].days) == 3
    assert find_patterns(at=at + 14 * DAY, zone="Asia/Singapore") == []


def test_patterns_cost_one_statement_by_the_index(house: House, three: list[BreachReview]) -> None:
    with CaptureQueriesContext(connection) as statements:
        find_patterns(at=MISSED + 3 * DAY, zone="Asia/Singapore")
    assert len(statements) == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statements[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "breach_newest" in plan
    assert "LIMIT 1000" in statements[0]["sql"]


def test_the_list_of_a_pattern_holds_exactly_its_cases(house: House, three: list[BreachReview]) -> None:
    for pattern in find_patterns(at=MISSED + 3 * DAY, zone="UTC"):
        key = int(pattern.trait.key) if pattern.trait.by != "team" else pattern.trait.key
        narrowing = Narrowing(since=pattern.since, **{pattern.trait.by: key})  # type: ignore[arg-type] # a trait's own key
        assert narrowing.of(BreachReview.objects.all()).count() == pattern.count


def test_the_hour_of_the_day_is_one_of_the_reader(house: House, three: list[BreachReview]) -> None:
    # Limits pass at 05:52, 06:52, 07:52 and 08:52 in UTC: 13:52 to 16:52 in Singapore.
    with timezone.override("UTC"):
        assert [Narrowing(band=band).of(BreachReview.objects.all()).count() for band in range(4)] == [1, 3, 0, 0]
    with timezone.override("Asia/Singapore"):
        assert [Narrowing(band=band).of(BreachReview.objects.all()).count() for band in range(4)] == [0, 0, 4, 0]


def test_a_fault_of_the_clock_is_no_part_of_a_pattern(house: House, three: list[BreachReview]) -> None:
    dispute_clock(review=three[0], reason="Holiday.", by=house.sam, at=MISSED + 3 * DAY)
    grant_dispute(review=three[0], decision="Yes.", by=a_supervisor(), at=MISSED + 3 * DAY)
    found = find_patterns(at=MISSED + 3 * DAY, zone="UTC")
    assert [(each.trait.by, each.count) for each in found] == [("team", 3)]


def test_figures_count_by_cause_and_team(house: House, three: list[BreachReview]) -> None:
    sue = a_supervisor()
    send_review(review=three[0], draft=a_draft(house), by=house.sam, at=MISSED + 3 * DAY)
    sign_review(review=three[0], by=sue, at=MISSED + 4 * DAY)
    dispute_clock(review=three[3], reason="Holiday.", by=house.sam, at=MISSED + 3 * DAY)
    grant_dispute(review=three[3], decision="Yes.", by=sue, at=MISSED + 3 * DAY)
    with CaptureQueriesContext(connection) as statements:
        found = figures(since=date(2026, 11, 1), until=date(2026, 11, 30), by=house.olive)
    assert len(statements) == 3
    assert [(each.name, each.missed, each.closed, each.told, each.wrong) for each in found.causes] == [
        ("Queue not watched", 3, 1, 3, 0),
        ("", 0, 0, 0, 1),
    ]
    assert found.causes[0].key == str(a_cause().pk)
    assert found.causes[0].median == 4 * DAY
    assert [(each.name, each.name_zh, each.missed, each.wrong) for each in found.teams] == [("Funds", "资金组", 3, 1)]
    assert (found.total.missed, found.total.closed, found.total.wrong) == (3, 1, 1)


def test_the_period_includes_both_days_in_the_readers_zone(house: House) -> None:
    a_case(house)  # its limit passes on 20 November, 13:52 in Singapore
    with timezone.override("Asia/Singapore"):
        for first, last, missed in ((20, 20, 1), (19, 19, 0), (21, 30, 0)):
            found = figures(since=date(2026, 11, first), until=date(2026, 11, last), by=house.sam)
            assert found.total.missed == missed


def test_a_period_is_bounded_and_read_by_readers_only(house: House) -> None:
    for since, until, field in (
        (date(2025, 1, 1), date(2026, 11, 1), "since"),
        (date(2026, 2, 1), date(2026, 1, 1), "until"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            figures(since=since, until=until, by=house.sam)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(NotFound):
        figures(since=date(2026, 1, 1), until=date(2026, 2, 1), by=house.alice)


def test_the_tally_is_of_the_last_thirty_days(house: House) -> None:
    sue = a_supervisor()
    assert tally(at=MISSED).median is None
    for hours, days in ((0, 1), (1, 2), (2, 6)):
        case = a_case(house, at=NOON + hours * HOUR)
        when = case.opened_at + days * DAY
        due = (when + 9 * DAY).date()
        send_review(review=case, draft=a_draft(house, due_on=due), by=house.sam, at=when)
        sign_review(review=case, by=sue, at=when)
    found = tally(at=datetime(2026, 12, 1, tzinfo=UTC))
    assert (found.finished, found.median) == (3, 2 * DAY)
    assert tally(at=datetime(2027, 2, 1, tzinfo=UTC)).finished == 0
