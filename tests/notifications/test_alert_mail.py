"""Warnings by mail: to whom, what they say, what holds them back, and that none is lost or doubled."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.presence import free_from, on_shift
from accounts.services.shifts import set_quiet_hours, set_team_hours
from core.errors import InvalidInput, NotAllowed
from core.hours import Schedule
from notifications.alerts import send_alerts
from notifications.models import Alert, Bundle, Channel, Notice
from outbox.models import Delivery, DeliveryState
from tests.notifications.raising import deliver, reach, turn
from tests.people import NOON, House, a_ticket
from tickets.categories import Priority
from tickets.models import Ticket

DAYS = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
OFFICE = Schedule.from_json({"zone": "Asia/Singapore", "week": DAYS})
# 21:52 on the same Thursday in Singapore, and the next opening of the office.
NIGHT = NOON + timedelta(hours=8)
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@pytest.fixture
def ticket(house: House) -> Iterator[Ticket]:
    yield a_ticket(house)
    mail.outbox.clear()


def to(user: User) -> list[str]:
    return [str(each.body) for each in mail.outbox if each.to == [user.email]]


def of_desk(house: House) -> list[mail.EmailMessage]:
    staff = {house.alice.email, house.bob.email, house.sam.email}
    return [each for each in mail.outbox if set(each.to) & staff]


def test_a_person_is_told_in_their_language_without_a_word_about_the_customer(house: House, ticket: Ticket) -> None:
    User.objects.filter(pk=house.alice.pk).update(languages=["en"], zone="Europe/London")
    reach(ticket, at=NOON)
    deliver(NOON)
    (message,) = of_desk(house)
    words = message.subject + str(message.body)
    number = " ".join([ticket.number[:4], ticket.number[4:8], ticket.number[8:]])
    assert message.subject == f"{number} · 75 % of the time to the limit of the first reply is used."
    assert f"/desk/tickets/{ticket.number}/" in words
    assert "Limit: Fri 20 Nov 2026, 05:52 (London time, UTC+0)" in words
    for secret in ("Cleo", "cleo", "mail.test", "6591234471", "88120077", "USDC", "2,400"):
        assert secret not in words
    assert message.extra_headers["Content-Language"] == "en"


def test_the_first_language_of_a_person_is_used(house: House, ticket: Ticket) -> None:
    User.objects.filter(pk=house.alice.pk).update(languages=["zh-hans", "en"])
    reach(ticket, at=NOON)
    deliver(NOON)
    assert "首次回复" in to(house.alice)[0]


def test_nobody_else_is_told_and_a_repeated_delivery_tells_nobody_twice(house: House, ticket: Ticket) -> None:
    event = reach(ticket, at=NOON, audiences=["holder", "lead"])
    deliver(NOON)
    assert [each.to for each in of_desk(house)] == [[house.alice.email]]
    Delivery.objects.filter(event=event).update(state=DeliveryState.PENDING, not_before=NOON)
    deliver(NOON)
    assert len(of_desk(house)) == 1


def test_mail_waits_for_the_shift_and_comes_as_one(house: House, ticket: Ticket) -> None:
    set_team_hours(team=house.funds, schedule=OFFICE, by=house.sam, at=NOON)
    for number in range(3):
        reach(ticket, at=NIGHT + timedelta(minutes=number), ways=["desk", "mail"])
        deliver(NIGHT + timedelta(minutes=number))
    assert not of_desk(house)
    assert Notice.objects.filter(recipient=house.alice).count() == 3
    turn(MORNING - timedelta(seconds=1))
    assert not of_desk(house)
    turn(MORNING)
    (message,) = of_desk(house)
    assert "3 × " in str(message.body)
    turn(MORNING + timedelta(hours=1))
    assert len(of_desk(house)) == 1


def test_an_emergency_disturbs_anybody(house: House, ticket: Ticket) -> None:
    set_team_hours(team=house.funds, schedule=OFFICE, by=house.sam, at=NOON)
    set_quiet_hours(quiet_from=time(20), quiet_until=time(7), by=house.alice, at=NOON)
    reach(ticket, at=NIGHT)
    deliver(NIGHT)
    Ticket.objects.filter(pk=ticket.pk).update(priority=Priority.EMERGENCY)
    reach(ticket, at=NIGHT)
    deliver(NIGHT)
    assert len(to(house.alice)) == 1
    turn(MORNING)
    assert len(to(house.alice)) == 2


def test_quiet_hours_hold_mail_by_the_clock_of_the_person(house: House, ticket: Ticket) -> None:
    User.objects.filter(pk=house.alice.pk).update(zone="America/New_York")
    house.alice.refresh_from_db()
    # 13:52 in Singapore is 00:52 in New York.
    set_quiet_hours(quiet_from=time(22), quiet_until=time(7), by=house.alice, at=NOON)
    reach(ticket, at=NOON)
    deliver(NOON)
    assert not of_desk(house)
    seven = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
    turn(seven - timedelta(seconds=1))
    assert not of_desk(house)
    turn(seven)
    assert len(to(house.alice)) == 1


def test_quiet_hours_over_every_shift_lose_nothing(house: House, ticket: Ticket) -> None:
    set_team_hours(team=house.funds, schedule=OFFICE, by=house.sam, at=NOON)
    set_quiet_hours(quiet_from=time(8), quiet_until=time(20), by=house.alice, at=NOON)
    house.alice.team = house.funds
    assert free_from(house.alice, NOON) is None
    reach(ticket, at=NOON)
    deliver(NOON)
    assert not of_desk(house)
    set_quiet_hours(quiet_from=None, quiet_until=None, by=house.alice, at=NOON)
    turn(NOON + timedelta(minutes=11))
    assert len(to(house.alice)) == 1


def test_changed_hours_are_looked_at_at_once(house: House, ticket: Ticket) -> None:
    set_team_hours(team=house.funds, schedule=OFFICE, by=house.sam, at=NOON)
    set_quiet_hours(quiet_from=time(20), quiet_until=time(7), by=house.alice, at=NOON)
    reach(ticket, at=NIGHT)
    deliver(NIGHT)
    set_team_hours(team=house.funds, schedule=None, by=house.sam, at=NIGHT)
    deliver(NIGHT)
    assert not of_desk(house)
    set_quiet_hours(quiet_from=None, quiet_until=None, by=house.alice, at=NIGHT)
    deliver(NIGHT)
    assert len(to(house.alice)) == 1


def test_half_of_quiet_hours_is_refused_and_programs_have_none(house: House) -> None:
    with pytest.raises(InvalidInput) as refusal:
        set_quiet_hours(quiet_from=time(8), quiet_until=None, by=house.alice, at=NOON)
    assert "quiet_until" in refusal.value.fields
    with pytest.raises(InvalidInput):
        set_quiet_hours(quiet_from=time(8), quiet_until=time(8), by=house.alice, at=NOON)
    with pytest.raises(NotAllowed):
        set_quiet_hours(quiet_from=time(8), quiet_until=time(9), by=house.pbx, at=NOON)


@pytest.mark.parametrize("who", ["alice", "olive", "pbx"])
def test_only_who_leads_sets_the_hours_of_a_team(house: House, who: str) -> None:
    with pytest.raises(NotAllowed):
        set_team_hours(team=house.funds, schedule=OFFICE, by=getattr(house, who), at=NOON)


def test_who_has_no_team_or_no_hours_is_always_on_shift(house: House) -> None:
    assert on_shift(house.sam, NIGHT)
    assert on_shift(house.alice, NIGHT)
    set_team_hours(team=house.funds, schedule=OFFICE, by=house.sam, at=NOON)
    house.alice.team = house.funds
    assert not on_shift(house.alice, NIGHT)
    assert on_shift(house.alice, NOON)


def test_when_nobody_named_is_on_shift_the_supervisors_hear_of_it(house: House, ticket: Ticket) -> None:
    set_team_hours(team=house.funds, schedule=OFFICE, by=house.sam, at=NOON)
    reach(ticket, at=NOON, ways=["desk"])
    deliver(NOON)
    assert not Notice.objects.filter(recipient=house.sam).exists()
    reach(ticket, at=NIGHT, ways=["desk"])
    deliver(NIGHT)
    assert Notice.objects.get(recipient=house.sam).stands_in
    assert not Notice.objects.filter(recipient=house.alice, stands_in=True).exists()
    reach(ticket, at=NIGHT, ways=["desk"], audiences=["officers"])
    User.objects.filter(pk=house.olive.pk).update(team=house.funds)
    deliver(NIGHT)
    assert Notice.objects.filter(recipient=house.sam).count() == 1


def test_above_the_rate_the_rest_comes_as_one_with_counts(house: House, ticket: Ticket) -> None:
    for number in range(40):
        at = NOON + timedelta(seconds=number)
        reach(ticket, at=at, percent=75 if number % 2 else None)
        deliver(at)
    assert len(of_desk(house)) == 6
    turn(NOON + timedelta(minutes=9, seconds=59))
    assert len(of_desk(house)) == 6
    turn(NOON + timedelta(minutes=10))
    assert len(of_desk(house)) == 7
    digest = str(of_desk(house)[-1].body)
    assert "17 × " in digest
    assert digest.count("/desk/tickets/") == 20
    assert "14" in digest
    assert Alert.objects.filter(bundle__isnull=True).count() == 0
    assert Alert.objects.count() == 40


def test_a_deliverer_that_dies_after_sending_repeats_the_same_message_id(house: House, ticket: Ticket) -> None:
    reach(ticket, at=NOON)
    deliver(NOON)
    # What the database looks like when the process was killed between the mail server's yes and the mark.
    Delivery.objects.filter(handler="notifications.mail_alerts").update(state=DeliveryState.PENDING, not_before=NOON)
    reach(ticket, at=NOON + timedelta(minutes=1))
    deliver(NOON + timedelta(minutes=1))
    ids = [each.extra_headers["Message-ID"] for each in of_desk(house)]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    bodies: dict[str, set[str]] = {each.extra_headers["Message-ID"]: set() for each in of_desk(house)}
    for each in of_desk(house):
        bodies[each.extra_headers["Message-ID"]].add(str(each.body))
    assert all(len(each) == 1 for each in bodies.values())


def test_a_deliverer_that_dies_while_bundling_leaves_all_as_it_was(
    house: House, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("notifications.alerts.record", die)
        reach(ticket, at=NOON)
        with pytest.raises(KeyboardInterrupt):
            deliver(NOON)
    assert not Bundle.objects.exists()
    assert Alert.objects.get().bundle_id is None
    turn(NOON + timedelta(seconds=2))
    assert len(to(house.alice)) == 1


def test_hours_that_cannot_be_read_hold_nobody_else(house: House, ticket: Ticket) -> None:
    User.objects.filter(pk=house.alice.pk).update(zone="Nowhere/Land", quiet_from=time(1), quiet_until=time(2))
    reach(ticket, at=NOON, audiences=["holder", "supervisors"])
    deliver(NOON)
    assert len(to(house.sam)) == 1
    assert not to(house.alice)
    User.objects.filter(pk=house.alice.pk).update(zone="Asia/Singapore")
    turn(NOON + timedelta(minutes=11))
    assert len(to(house.alice)) == 1


def test_who_left_meanwhile_gets_nothing(house: House, ticket: Ticket) -> None:
    set_team_hours(team=house.funds, schedule=OFFICE, by=house.sam, at=NOON)
    reach(ticket, at=NIGHT)
    deliver(NIGHT)
    User.objects.filter(pk=house.alice.pk).update(is_active=False)
    turn(MORNING)
    assert not of_desk(house)


def test_looking_at_a_channel_costs_the_same_for_one_alert_and_for_many(house: House, ticket: Ticket) -> None:
    def cost(count: int) -> int:
        channel, _new = Channel.objects.get_or_create(way="mail", recipient=house.alice)
        events = [reach(ticket, at=NOON, ways=["desk"]) for _number in range(count)]
        Alert.objects.bulk_create(Alert(channel=channel, event=each) for each in events)
        Channel.objects.filter(pk=channel.pk).update(wake_at=NOON)
        with CaptureQueriesContext(connection) as queries:
            assert send_alerts(NOON) == 1
        return len(queries)

    assert cost(1) == cost(30) <= 20
