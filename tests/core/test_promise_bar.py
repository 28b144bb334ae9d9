"""The promise bar as geometry."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.promise_bar import Bar, Piece, bar_of

START = datetime(2026, 11, 19, 8, tzinfo=UTC)
GOAL, LIMIT = START + timedelta(hours=4), START + timedelta(hours=10)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def test_a_running_promise_is_filled_up_to_now_with_its_tick_at_the_goal() -> None:
    bar = bar_of(start=START, goal=GOAL, limit=LIMIT, now=at(3))
    assert bar.pieces == (Piece(0, 30, paused=False),)
    assert (bar.goal, bar.mark, bar.used) == (40, 30, 30)


def test_a_breached_promise_is_full_and_has_no_mark() -> None:
    bar = bar_of(start=START, goal=GOAL, limit=LIMIT, now=at(12))
    assert bar.pieces == (Piece(0, 100, paused=False),)
    assert bar.mark is None
    assert bar.used == 120


def test_pauses_cut_the_fill_and_an_open_one_ends_now() -> None:
    spans = [(at(5), None), (at(1), at(2))]
    bar = bar_of(start=START, goal=GOAL, limit=LIMIT, now=at(6), paused_spans=spans)
    assert [(piece.x, piece.width, piece.paused) for piece in bar.pieces] == [
        (0, 10, False),
        (10, 10, True),
        (20, 30, False),
        (50, 10, True),
    ]


def test_an_answer_stops_the_bar() -> None:
    assert bar_of(start=START, goal=GOAL, limit=LIMIT, now=at(9), answered_at=at(2)).mark == 20


def test_a_goal_at_the_limit_draws_no_second_tick() -> None:
    assert bar_of(start=START, goal=LIMIT, limit=LIMIT, now=at(1)).goal is None


def test_a_promise_without_length_is_simply_over() -> None:
    assert bar_of(start=START, goal=None, limit=START, now=at(1)).pieces == (Piece(0, 100, paused=False),)


@given(
    st.floats(-2, 14),
    st.lists(st.tuples(st.floats(-1, 12), st.one_of(st.none(), st.floats(-1, 12))), max_size=5),
)
def test_pieces_never_overlap_and_never_leave_the_bar(now: float, spans: list[tuple[float, float | None]]) -> None:
    paused = [(at(begun), None if ended is None else at(ended)) for begun, ended in spans]
    bar = bar_of(start=START, goal=GOAL, limit=LIMIT, now=at(now), paused_spans=paused)
    edge = 0.0
    for piece in bar.pieces:
        assert piece.width > 0
        assert abs(piece.x - edge) < 0.02
        edge = piece.x + piece.width
    assert edge <= 100.01


@pytest.mark.parametrize(
    ("goal", "fits", "needs_room"),
    [(20, False, False), (30, True, True), (50, True, False), (70, True, True), (80, False, False)],
)
def test_a_time_under_the_goal_touches_no_other(goal: float, *, fits: bool, needs_room: bool) -> None:
    bar = Bar(pieces=(), goal=goal, mark=None, used=0)
    assert (bar.goal_label_fits, bar.goal_label_needs_room) == (fits, needs_room)
