"""The one clock."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from core import clock

NEAR = timedelta(seconds=5)


def real() -> datetime:
    return datetime.now(UTC)


def test_now_is_the_present_moment_in_utc() -> None:
    before = real()
    at = clock.now()
    assert before <= at <= real()
    assert at.tzinfo is UTC


def test_shifted_moves_the_clock_forward_and_puts_it_back() -> None:
    with clock.shifted(timedelta(hours=48)):
        assert abs(clock.now() - real() - timedelta(hours=48)) < NEAR
    assert abs(clock.now() - real()) < NEAR


def test_shifted_moves_the_clock_backward() -> None:
    with clock.shifted(timedelta(days=-3)):
        assert abs(clock.now() - real() + timedelta(days=3)) < NEAR


def test_the_shifted_clock_goes_on_running() -> None:
    with clock.shifted(timedelta(hours=1)):
        first = clock.now()
        time.sleep(0.01)
        assert timedelta(0) < clock.now() - first < NEAR


def test_shifts_add_up_and_are_taken_back_one_by_one() -> None:
    with clock.shifted(timedelta(hours=1)):
        with clock.shifted(timedelta(hours=2)):
            assert abs(clock.now() - real() - timedelta(hours=3)) < NEAR
        assert abs(clock.now() - real() - timedelta(hours=1)) < NEAR
    assert abs(clock.now() - real()) < NEAR


def test_a_story_that_fails_leaves_the_clock_right() -> None:
    with pytest.raises(LookupError), clock.shifted(timedelta(days=1)):
        raise LookupError
    assert abs(clock.now() - real()) < NEAR
