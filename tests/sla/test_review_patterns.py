"""What missed promises have in common is pointed out, and the figures count what they say."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import InvalidInput, NotFound
from sla.models import BreachReview, Policy
from sla.reviews.figures import figures
from sla.reviews.patterns import Case, Trait, find_patterns, patterns_in
from sla.reviews.selectors import (
    Held,
    Narrowing,
    Tally,
    finished,
    for_page,
    for_rows,
    held_of,
    tally,
    tally_of,
    unfinished,
)
from sla.services.reviews import dispute_clock, grant_dispute, save_review, send_review, sign_review
from tests.people import NOON, House
from tests.sla.reviewing import DAY, HOUR, MISSED, a_case, a_cause, a_draft, a_supervisor
from tickets.services import assign_ticket

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
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
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


def test_a_period_has_at_most_a_leap_year_of_days(house: House) -> None:
    figures(since=date(2026, 1, 1), until=date(2027, 1, 2), by=house.sam)
    figures(since=date(2026, 1, 1), until=date(2026, 1, 1), by=house.sam)
    with pytest.raises(InvalidInput):
        figures(since=date(2026, 1, 1), until=date(2027, 1, 3), by=house.sam)


def test_figures_name_causes_in_both_languages_the_most_frequent_first(house: House, three: list[BreachReview]) -> None:
    other = a_cause("Forgotten")
    save_review(review=three[3], draft=a_draft(house, cause=other, told_at=None), by=house.sam, at=MISSED + 3 * DAY)
    with timezone.override("UTC"):
        found = figures(since=date(2026, 11, 20), until=date(2026, 11, 20), by=house.sam)
    assert [(each.key, each.name, each.name_zh, each.missed, each.told) for each in found.causes] == [
        (str(a_cause().pk), "Queue not watched", "队列无人查看", 3, 3),
        (str(other.pk), "Forgotten", "遗忘", 1, 0),
    ]
    assert [(each.key, each.name, each.name_zh, each.missed) for each in found.teams] == [
        ("Funds", "Funds", "资金组", 4)
    ]
    assert (found.since, found.until) == (date(2026, 11, 20), date(2026, 11, 20))
    assert (found.total.key, found.total.name, found.total.missed, found.total.told) == ("", "", 4, 3)
    assert found.total.median is None


def test_causes_that_are_equally_frequent_come_by_name(house: House, three: list[BreachReview]) -> None:
    for case, name in zip(three, ("Forgotten", "System fault", "Forgotten", "System fault"), strict=True):
        save_review(review=case, draft=a_draft(house, cause=a_cause(name)), by=house.sam, at=MISSED + 3 * DAY)
    found = figures(since=date(2026, 11, 1), until=date(2026, 11, 30), by=house.sam)
    assert [(each.name, each.missed) for each in found.causes] == [("Forgotten", 2), ("System fault", 2)]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 4),
        ({"since": date(2026, 11, 20)}, 4),
        ({"since": date(2026, 11, 21)}, 0),
        ({"until": date(2026, 11, 20)}, 4),
        ({"until": date(2026, 11, 19)}, 0),
        ({"team": "Funds"}, 3),
        ({"team": ""}, 0),
        ({"band": 1}, 3),
        ({"policy": 0}, 0),
        ({"cause": 0}, 0),
    ],
)
def test_a_list_is_narrowed_by_what_was_asked(
    house: House, three: list[BreachReview], asked: dict[str, Any], count: int
) -> None:
    """Of four cases one is a fault of the clock: it counts only in a list of a whole period."""
    dispute_clock(review=three[0], reason="Holiday.", by=house.sam, at=MISSED + 3 * DAY)
    grant_dispute(review=three[0], decision="Yes.", by=a_supervisor(), at=MISSED + 3 * DAY)
    narrowing = Narrowing(**asked)
    with timezone.override("UTC"):
        assert narrowing.of(BreachReview.objects.all()).count() == count
    assert narrowing.asked is bool(asked)


def test_finished_cases_are_listed_the_newest_first_and_counted(house: House, three: list[BreachReview]) -> None:
    sue, at = a_supervisor(), MISSED + 3 * DAY
    for number in (1, 0, 2):
        send_review(review=three[number], draft=a_draft(house), by=house.sam, at=at)
        sign_review(review=three[number], by=sue, at=at + (HOUR if number == 1 else timedelta()))
    assert list(finished(house.sam)) == [three[1], three[2], three[0]]
    assert list(unfinished(house.sam)) == [three[3]]
    assert tally_of(three[3]) == Tally(0, None), "nothing was read along with it"
    page = for_page(BreachReview.objects.filter(pk=three[3].pk), at=at + HOUR).get()
    assert tally_of(page) == tally(at=at + HOUR) == Tally(3, 3 * DAY)
    assert [getattr(each, "team_zh", None) for each in for_rows(unfinished(house.sam))] == ["资金组"]
    assert tally_of(for_page(finished(house.sam), at=at + 40 * DAY)[0]).finished == 0


def test_who_held_it_is_told_with_number_team_and_moments(house: House) -> None:
    case = a_case(house)
    page = for_page(BreachReview.objects.filter(pk=case.pk), at=MISSED).get()
    assert held_of(page) == [Held(house.alice.pk, "Alice", "2047", "Funds", "资金组", NOON, None)]
    assign_ticket(ticket=case.breach.ticket, to=None, by=house.alice, at=MISSED + HOUR)
    first, second = held_of(for_page(BreachReview.objects.filter(pk=case.pk), at=MISSED).get())
    assert (first.ended_at, second.started_at) == (MISSED + HOUR, MISSED + HOUR)
    assert (second.holder_id, second.name, second.number, second.team) == (None, "", "", "Funds")
    assert held_of(case) == []


def test_fourteen_days_in_the_readers_zone_today_included(house: House, three: list[BreachReview]) -> None:
    """Limits passed on 20 November, from 13:52 in Singapore on."""
    begins = datetime(2026, 11, 19, 16, tzinfo=UTC)  # midnight in Singapore
    end = begins + 14 * DAY
    found = find_patterns(at=end - HOUR, zone="Asia/Singapore")
    assert found[0].since == date(2026, 11, 20)
    assert found[0].days == (3, *[0] * 13)
    assert find_patterns(at=end, zone="Asia/Singapore") == []
    assert find_patterns(at=end, zone="UTC")[0].days == (3, *[0] * 13)


def test_a_trait_has_the_name_and_the_key_of_what_is_shared(house: House, three: list[BreachReview]) -> None:
    cause, team = (each.trait for each in find_patterns(at=MISSED + 3 * DAY, zone="Asia/Singapore"))
    assert cause == Trait("cause", str(a_cause().pk), "Queue not watched", "队列无人查看")
    assert team == Trait("team", "Funds", "Funds", "资金组")
    shared = {trait.by: trait for trait, _count in find_patterns(at=MISSED + 3 * DAY, zone="Asia/Singapore")[0].shares}
    assert shared["band"] == Trait("band", "2")
    assert shared["policy"] == Trait("policy", str(Policy.objects.get(name="Funds").pk), "Funds", "Funds")
