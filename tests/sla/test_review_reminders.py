"""Nobody forgets a review or its action: a word a day, once."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.models import User
from core import clock
from notifications.models import Notice
from outbox.models import Event
from outbox.services import deliver_due
from sla.management.commands import runtimers
from sla.models import BreachReview
from sla.services.reviews import finish_action, remind_reviews, send_review, sign_review
from sla.tasks import remind
from tests.people import NOON, House
from tests.sla.reviewing import DAY, HOUR, MINUTE, MISSED, a_case, a_draft, a_supervisor

LATER = MISSED + HOUR


@pytest.fixture
def sue(house: House) -> User:
    return a_supervisor()


def _told(user: User, name: str) -> int:
    return Notice.objects.filter(recipient=user, event__name=name).count()


def _remind(at: datetime) -> int:
    begun = remind_reviews(at=at)
    while deliver_due(at=at):
        pass
    return begun


def test_supervisors_hear_of_old_cases_once_a_day(house: House, sue: User) -> None:
    a_case(house)
    a_case(house, at=NOON + HOUR)
    assert _remind(MISSED + 3 * DAY - MINUTE) == 0
    for hours in (0, 1, 2):
        _remind(MISSED + 3 * DAY + hours * HOUR)
    event = Event.objects.get(name="review.waiting")
    assert (event.data["count"], event.data["since"]) == (1, MISSED.isoformat())
    assert (_told(house.sam, "review.waiting"), _told(sue, "review.waiting")) == (1, 1)
    assert _told(house.alice, "review.waiting") == 0
    _remind(MISSED + 4 * DAY)
    assert _told(house.sam, "review.waiting") == 2
    assert Event.objects.filter(name="review.waiting").latest("pk").data["count"] == 2


def test_a_day_is_one_of_the_operators_zone(house: House) -> None:
    a_case(house)
    late = (MISSED + 4 * DAY).replace(hour=15, minute=59)  # 23:59 in Singapore
    assert _remind(late) == 1
    assert _remind(late + MINUTE) == 1


def _signed(house: House, sue: User, due_on: date) -> BreachReview:
    review = send_review(review=a_case(house), draft=a_draft(house, due_on=due_on), by=house.sam, at=LATER)
    return sign_review(review=review, by=sue, at=LATER)


def test_the_owner_hears_on_the_day_and_each_day_until_it_is_done(house: House, sue: User) -> None:
    review = _signed(house, sue, date(2026, 11, 25))
    assert _remind(MISSED + 4 * DAY) == 0
    for hours in (0, 1, 5):
        _remind(MISSED + 5 * DAY + hours * HOUR)
    assert _told(house.bob, "review.action_due") == 1
    _remind(MISSED + 6 * DAY)
    assert _told(house.bob, "review.action_due") == 2
    finish_action(review=review, by=house.bob, at=MISSED + 6 * DAY)
    _remind(MISSED + 7 * DAY)
    assert _told(house.bob, "review.action_due") == 2


def test_when_the_owner_has_left_supervisors_hear(house: House, sue: User) -> None:
    _signed(house, sue, date(2026, 11, 25))
    User.objects.filter(pk=house.bob.pk).update(is_active=False)
    _remind(MISSED + 5 * DAY)
    assert (_told(house.bob, "review.action_due"), _told(sue, "review.action_due")) == (0, 1)


def test_nothing_waits_and_nothing_is_said(house: House, sue: User) -> None:
    _signed(house, sue, date(2026, 12, 20))
    assert _remind(MISSED + 10 * DAY) == 0


def test_both_ringers_remind(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    a_case(house, at=clock.now() - 5 * DAY)
    remind()
    assert Event.objects.filter(name="review.waiting").count() == 1
    assert settings.CELERY_BEAT_SCHEDULE["remind-reviews"]["task"] == remind.name
    called: list[datetime] = []
    monkeypatch.setattr(runtimers, "ring", lambda _ringer: None)
    monkeypatch.setattr(runtimers, "remind_reviews", _noting(called))
    monkeypatch.setattr(runtimers, "Event", _TwoTurns)
    monkeypatch.setattr(runtimers.Command, "_deliver", lambda _self, _stop: None)
    call_command("runtimers")
    assert len(called) == 1, "once an hour, however often it turns"


def _noting(called: list[datetime]) -> Callable[..., int]:
    def remind_reviews(*, at: datetime) -> int:
        called.append(at)
        return 0

    return remind_reviews


class _TwoTurns:
    """Stops the loop after its second turn."""

    def __init__(self) -> None:
        self.turns = 0

    def is_set(self) -> bool:
        return self.turns == 2

    def wait(self, _seconds: float) -> None:
        self.turns += 1


def test_each_step_is_heard_by_who_acts_next(house: House, sue: User) -> None:
    _signed(house, sue, date(2026, 12, 1))
    while deliver_due(at=LATER):
        pass
    assert (_told(sue, "review.sent"), _told(house.sam, "review.sent")) == (1, 0)
    assert (_told(house.bob, "review.closed"), _told(house.sam, "review.closed")) == (1, 0)
