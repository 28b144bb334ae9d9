"""Lengths of working time as people type them."""

from datetime import timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.durations import hours_words, read_duration

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("4 h", 4 * HOUR),
        ("15 min", 15 * MINUTE),
        ("2 d", 48 * HOUR),
        ("1 d 4 h 30 min", 28 * HOUR + 30 * MINUTE),
        ("1h30", None),
        ("1h30m", 90 * MINUTE),
        ("4:30", 270 * MINUTE),
        ("120 hours", 120 * HOUR),
        ("４ 小时 ３０ 分", 270 * MINUTE),
        ("2 天", 48 * HOUR),
        ("90", None),
        ("", None),
        ("h", None),
        ("-4 h", None),
        ("30 min 1 h", None),
        ("1 h 1 h", None),
        ("4 hectares", None),
        ("1.5 h", None),
        ("4 h and a bit", None),
        ("9" * 50 + " h", None),
    ],
)
def test_what_is_typed_is_read_or_refused(text: str, length: timedelta | None) -> None:
    assert read_duration(text) == length


@given(minutes=st.integers(1, 600_000), language=st.sampled_from(["en", "zh-hans"]))
def test_what_is_shown_can_be_typed_again(minutes: int, language: str) -> None:
    with translation.override(language):
        assert read_duration(hours_words(minutes * MINUTE)) == minutes * MINUTE


def test_days_are_never_shown() -> None:
    """Of a calendar with eight hours a day, two days would be read as sixteen hours."""
    with translation.override("en"):
        assert [hours_words(each) for each in (48 * HOUR, 90 * MINUTE, 15 * MINUTE)] == ["48 h", "1 h 30 min", "15 min"]
