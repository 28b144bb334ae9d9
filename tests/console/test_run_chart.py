"""The time line: to scale, readable over minutes and over weeks, and never one word on another."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.utils import timezone, translation

from console.run_axis import axis_of
from console.run_chart import chart
from console.run_labels import GAP, NARROWEST, Spot, Wanted, spots, wide
from outbox.models import Event
from sla.models import BreachReview
from sla.reviews.selectors import for_page, held_of
from sla.reviews.timeline import run_of
from sla.services import sweep
from tests.people import House, a_ticket
from tests.sla.reviewing import DAY, HOUR, MINUTE
from tickets.categories import Category, Priority
from tickets.models import Ticket
from tickets.services import assign_ticket, pend_ticket, reply

SINGAPORE = "Asia/Singapore"
# A Friday, 16:20 in Singapore.
FRIDAY = datetime(2026, 11, 20, 8, 20, tzinfo=UTC)


def _chart(ticket: Ticket, *, at: datetime, language: str = "en") -> dict[str, Any]:
    review = for_page(BreachReview.objects.filter(breach__ticket=ticket), at=at).earliest("pk")
    events = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk).order_by("pk")
    with timezone.override(SINGAPORE), translation.override(language):
        return chart(run_of(review.breach.timer, events, held_of(review), at=at))


def test_the_axis_is_to_scale_and_has_a_margin() -> None:
    axis = axis_of(FRIDAY, FRIDAY + 40 * HOUR, zone=SINGAPORE, busy=[])
    assert [each.day.day for each in axis.columns] == [20, 21, 22]
    assert axis.begins == FRIDAY - 2 * HOUR
    assert axis.at(FRIDAY + 20 * HOUR) == pytest.approx(50)
    assert axis.at(FRIDAY + 10 * HOUR) == pytest.approx(50 - 100 * 10 / 44, abs=0.02)
    assert (axis.at(FRIDAY - DAY), axis.at(FRIDAY + 9 * DAY)) == (0, 100)


def test_minutes_fill_the_axis_as_days_do() -> None:
    axis = axis_of(FRIDAY, FRIDAY + 20 * MINUTE, zone=SINGAPORE, busy=[])
    assert len(axis.columns) == 1
    assert axis.at(FRIDAY) == pytest.approx(100 / 22, abs=0.1)


def test_weeks_fold_the_days_on_which_nothing_happened() -> None:
    ends = FRIDAY + 40 * DAY - 10 * HOUR
    axis = axis_of(FRIDAY, ends, zone=SINGAPORE, busy=[FRIDAY, FRIDAY + 20 * DAY, ends])
    assert [each.days for each in axis.columns] == [1, 19, 1, 19, 1]
    assert sum(each.width for each in axis.columns) == pytest.approx(100, abs=0.1)
    widths = {each.days: each.width for each in axis.columns}
    assert widths[19] < widths[1]


def test_a_week_is_not_folded() -> None:
    assert all(not each.folded for each in axis_of(FRIDAY, FRIDAY + 6 * DAY, zone=SINGAPORE, busy=[]).columns)


def test_a_day_of_the_clock_change_is_one_column() -> None:
    begins = datetime(2026, 10, 24, 12, tzinfo=UTC)
    axis = axis_of(begins, begins + 2 * DAY, zone="Europe/London", busy=[])
    assert [each.day for each in axis.columns] == [date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)]
    assert axis.columns[1].ends - axis.columns[1].begins == 25 * HOUR


def _box(label: Wanted, spot: Spot) -> tuple[float, float]:
    x = label.percent * NARROWEST / 100
    return (x, x + GAP + label.width) if spot.side == "start" else (x - GAP - label.width, x)


def test_no_word_lies_on_another_nor_on_a_line() -> None:
    wanted = [Wanted(percent, 120, ("start", "end")) for percent in (3, 6, 8, 30, 31, 60, 61, 62, 95, 97)]
    found = spots(wanted, [range(10), range(9, -1, -1)], rows=6)
    placed = [(label, spot) for label, spot in zip(wanted, found, strict=True) if spot]
    assert len(placed) >= 8
    for (one, here), (other, there) in permutations(placed, 2):
        left, right = _box(one, here)
        x = other.percent * NARROWEST / 100
        if here.lane == there.lane:
            assert right < _box(other, there)[0] or left > _box(other, there)[1]
        if here.lane < there.lane:
            assert not left < x < right, "its line would cross the word"
        assert left >= -GAP
        assert right <= NARROWEST + GAP


def test_what_matters_most_keeps_its_words() -> None:
    wanted = [Wanted(50, 340, ("start", "end"), weight=1), Wanted(50.2, 340, ("start",), weight=9)]
    found = spots(wanted, [range(2), (1, 0)], rows=1)
    assert found[1] is not None


def test_chinese_signs_are_wider() -> None:
    assert wide("收到") > wide("ab") * 1.5


def test_marks_windows_and_pieces_of_a_promise_in_office_hours(house: House) -> None:
    ticket = a_ticket(house, at=FRIDAY, category=Category.GUIDANCE, priority=Priority.LOW)
    timer = ticket.timers.get(kind="first_reply")
    assign_ticket(ticket=ticket, to=None, by=house.bob, at=FRIDAY + 3 * DAY)
    reply(ticket=ticket, body="Sorry.", by=house.bob, at=timer.due_at + HOUR)
    found = _chart(ticket, at=timer.due_at + 9 * DAY)
    assert [each["word"] for each in found["marks"]] == ["Received", "Goal, 12 h", "Limit, 24 h", "Answered"]
    assert [each["time"] for each in found["marks"]][:1] == ["Fri 16:20"]
    places = [each["x"] for each in found["marks"]]
    assert places == sorted(places)
    assert {each["kind"] for each in found["pieces"]} == {"counted", "over"}
    assert "Sun 22, closed" in [each["text"] for each in found["days"]]
    assert "20:00" in [each["text"] for each in found["hours"]]
    assert "Put back without a note, Mon 16:20" in [each["words"] for each in found["dots"]]
    assert found["zone"] == "Singapore time, UTC+8"
    assert found["lines"][0]["words"] == "Received"
    assert "Put back without a note" in [each["words"] for each in found["lines"]]


def test_an_open_promise_of_weeks_stays_readable(house: House) -> None:
    ticket = a_ticket(house, at=FRIDAY, category=Category.GUIDANCE, priority=Priority.LOW)
    sweep(at=FRIDAY + 45 * DAY)
    found = _chart(ticket, at=FRIDAY + 45 * DAY)
    assert found["marks"][-1]["word"] == "Now, still open"
    assert len(found["days"]) <= 12
    assert any("days" in each["text"] for each in found["days"])
    assert len(found["pieces"]) < 40


def test_a_pause_is_hatched_and_one_minute_is_one_dot(house: House) -> None:
    ticket = a_ticket(house, at=FRIDAY)
    pend_ticket(
        ticket=ticket,
        state="waiting_third_party",
        reason="bank",
        until=FRIDAY + 9 * HOUR,
        by=house.alice,
        at=FRIDAY + HOUR,
    )
    assign_ticket(ticket=ticket, to=None, by=house.alice, at=FRIDAY + HOUR + timedelta(seconds=20))
    sweep(at=FRIDAY + 9 * HOUR)
    sweep(at=FRIDAY + 40 * HOUR)
    found = _chart(ticket, at=FRIDAY + 40 * HOUR)
    assert "paused" in {each["kind"] for each in found["pieces"]}
    words = [each["title"] for each in found["dots"]]
    assert "Put back without a note, Fri 17:20" in words
    assert not any("Waited" in each for each in words)


def test_chinese_words(house: House) -> None:
    ticket = a_ticket(house, at=FRIDAY)
    sweep(at=FRIDAY + 30 * HOUR)
    found = _chart(ticket, at=FRIDAY + 30 * HOUR, language="zh-hans")
    assert "20日周五" in found["days"][0]["text"]
