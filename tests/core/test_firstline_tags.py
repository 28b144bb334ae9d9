"""The template tags, rendered."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from console.showcase import showcase

NOW = datetime(2026, 11, 19, 5, 52, tzinfo=UTC)
HOUR = timedelta(hours=1)


def shown(source: str, **values: Any) -> str:
    with translation.override("en"):
        return Template("{% load firstline %}" + source).render(
            Context({"now": NOW, "zone": "Asia/Singapore"} | values)
        )


def test_a_number_is_three_groups_that_copy_as_4_4_4() -> None:
    html = shown("{{ number|grouped }}", number="509317284633")
    assert "<span>5093</span> <span>1728</span> <b>4633</b>" in html


def test_a_number_with_markup_in_it_is_escaped() -> None:
    assert "<i>" not in shown("{{ number|grouped }}", number="<i>5093</i>")


def test_the_large_number_has_a_syllable_under_each_digit() -> None:
    html = shown("{% number_large '509317284633' 'zh' %}")
    assert html.count('class="num-digit"') == 12
    assert 'lang="zh-Hans">幺<' in html
    assert 'lang="en">seven<' in shown("{% number_large '509317284633' 'en' %}")


def test_icons_are_hidden_from_readers_and_carry_no_style() -> None:
    html = shown("{% icon 'clock' 14 %}")
    assert 'aria-hidden="true"' in html
    assert 'width="14"' in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("tag", "word", "figure"),
    [
        ("{% clock_pill 'ok' goal limit %}", "On time", "3:20"),
        ("{% clock_pill 'risk' past limit %}", "At risk", "8:00"),
        ("{% clock_pill 'breach' past over %}", "Breached", "−0:12"),
        ("{% clock_pill 'paused' left=left %}", "Paused", "Paused, 22 h"),
        ("{% clock_pill 'met' met_at=past %}", "Met", "Met 12:52"),
        ("{% clock_pill 'met_late' limit_at=past met_at=now %}", "Met late", "Met late, +1:00"),
        ("{% clock_pill 'complaint' limit_at=letter %}", "Complaint", "Letter by 20 Nov"),
    ],
)
def test_a_clock_pill_says_its_state_in_words_and_what_is_left(tag: str, word: str, figure: str) -> None:
    html = shown(
        tag,
        goal=NOW + 3 * HOUR + timedelta(minutes=20),
        limit=NOW + 8 * HOUR,
        past=NOW - HOUR,
        over=NOW - timedelta(minutes=12),
        left=22 * HOUR,
        letter=NOW + 24 * HOUR,
    )
    assert f'<span class="sr">{word}: </span>' in html
    assert figure in html


def test_a_running_clock_ticks_to_its_next_mark() -> None:
    html = shown("{% clock_pill 'ok' goal limit %}", goal=NOW + HOUR, limit=NOW + 2 * HOUR)
    assert 'data-countdown-to="2026-11-19T06:52:00+00:00"' in html


def test_the_promise_bar_says_in_words_what_it_draws_and_uses_no_style() -> None:
    html = shown(
        "{% promise_bar start goal limit state='risk' %}", start=NOW - 6 * HOUR, goal=NOW + HOUR, limit=NOW + 6 * HOUR
    )
    assert (
        'aria-label="At risk: 50% of the time used. Goal today 14:52, limit today 19:52, Singapore time, UTC+8."'
        in html
    )
    assert 'x1="58.33%"' in html
    assert "style" not in html


def test_numbers_of_the_bar_keep_their_point_in_every_language() -> None:
    with translation.override("de"):
        html = Template("{% load firstline %}{% promise_bar start goal limit %}").render(
            Context({"now": NOW, "zone": "UTC", "start": NOW - HOUR, "goal": NOW + HOUR, "limit": NOW + 5 * HOUR})
        )
    assert 'x1="33.33%"' in html


def test_a_moment_carries_its_full_form_and_zone() -> None:
    html = shown("{% moment at %}", at=NOW + 4 * HOUR)
    assert 'datetime="2026-11-19T09:52:00+00:00"' in html
    assert 'title="Thu 19 Nov 2026, 17:52, Singapore time, UTC+8"' in html
    assert shown("{% moment nothing %}") == ""


def test_rows_and_messages_of_the_showcase_render() -> None:
    html = shown(
        "{% for row in rows %}{% load rows %}{% ticket_row row %}{% endfor %}"
        "{% for message in messages_shown %}{% include 'desk/_message.html' %}{% endfor %}",
        **showcase(NOW),
    )
    assert html.count("data-row-link") == 5
    assert "customer never sees this" in html
