"""Notices for everybody; accounts and operation for administrators."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from notifications.models import Notice
from notifications.selectors import unread
from notifications.services import tell
from outbox.models import Delivery, DeliveryState, Event
from outbox.services import deliver_due
from sla.models import RingerTick, Timer, TimerState
from sla.services import sweep
from tests.people import NOON, House, a_ticket, sign_in
from tickets import services

STAFF = "/desk/staff/"
OPERATION = "/desk/operation/"


def test_a_missed_promise_is_told_and_read_by_opening_the_page(client: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now() - timedelta(hours=26))
    sweep(at=clock.now())
    deliver_due(at=clock.now())
    assert unread(house.sam) == 1
    page = sign_in(client, house.sam).get("/desk/notices/").content.decode()
    assert "Missed: the limit of the first reply has passed" in page
    timer = ticket.timers.get(kind="first_reply")
    assert f"{reverse('desk:ticket', args=[ticket.number])}?explain={timer.pk}" in page
    assert 'class="notice-row is-new"' in page
    assert unread(house.sam) == 0
    assert 'class="notice-row is-new"' not in client.get("/desk/notices/").content.decode()


def test_a_notice_about_a_ticket_that_went_away_has_no_link(client: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now(), assignee=house.alice)
    services.assign_ticket(ticket=ticket, to=None, by=house.alice, at=clock.now())
    tell([house.bob], Event.objects.filter(name="ticket.assigned").latest("id"))
    page = sign_in(client, house.bob).get("/desk/notices/").content.decode()
    assert "back into the queue" in page
    assert ticket.number not in page
    assert ticket.subject not in page


def test_counting_new_notices_stops_at_99(house: House) -> None:
    for _number in range(3):
        a_ticket(house, at=clock.now())
    events = Event.objects.filter(name="ticket.opened")
    Notice.objects.bulk_create([Notice(recipient=house.sam, event=each, at=each.at) for each in events])
    assert unread(house.sam) == 3
    more = Event.objects.bulk_create(
        [
            Event(
                name="ticket.closed",
                at=clock.now(),
                actor_kind="system",
                actor_id="x",
                actor_label="x",
                subject_kind="ticket",
                subject_id=1,
            )
            for _number in range(120)
        ]
    )
    Notice.objects.bulk_create([Notice(recipient=house.sam, event=each, at=each.at) for each in more])
    assert unread(house.sam) == 99


@pytest.mark.parametrize("who", ["alice", "sam", "olive"])
def test_others_are_refused_with_a_sentence(client: Client, house: House, who: str) -> None:
    sign_in(client, getattr(house, who))
    for answer in (
        client.get(STAFF),
        client.post(STAFF, {"name": "X", "email": "x@desk.test", "role": "administrator"}),
        client.post(reverse("desk:staff_active", args=[house.ada.pk]), {"active": "0"}),
        client.get(reverse("desk:staff_disable", args=[house.ada.pk])),
        client.get(OPERATION),
        client.post(reverse("desk:send_again", args=[1])),
    ):
        assert answer.status_code == 403
        assert "Only administrators open this page." in answer.content.decode()
    house.ada.refresh_from_db()
    assert house.ada.is_active


def test_a_new_account_shows_its_first_password_once(client: Client, house: House) -> None:
    sign_in(client, house.ada)
    form = {
        "name": "Noor Aziz",
        "email": "Noor@desk.test",
        "role": "agent",
        "team": house.funds.pk,
        "skills": ["funds"],
        "languages": ["en"],
    }
    page = client.post(STAFF, form).content.decode()
    shown = re.search(r'class="made-password" translate="no">([^<]+)<', page)
    assert shown
    noor = User.objects.get(email="noor@desk.test")
    assert noor.check_password(shown[1])
    assert (noor.team, noor.skills, noor.languages) == (house.funds, ["funds"], ["en"])
    assert shown[1] not in client.get(STAFF).content.decode()


def test_a_second_account_with_the_same_mail_keeps_what_was_typed(client: Client, house: House) -> None:
    sign_in(client, house.ada)
    answer = client.post(STAFF, {"name": "Again", "email": "alice@desk.test", "role": "agent", "team": "none"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is already an account with this address." in page
    assert "Choose a team: an agent sees and takes the tickets of their team." in page
    assert 'value="Again"' in page


def test_an_agent_needs_a_team_and_others_may_be_without(client: Client, house: House) -> None:
    sign_in(client, house.ada)
    form = {"name": "Noor Aziz", "email": "noor@desk.test", "role": "agent"}
    forgotten = client.post(STAFF, form | {"team": ""})
    assert forgotten.status_code == 422
    assert "Choose a team, or “No team”" in forgotten.content.decode()
    refused = client.post(STAFF, form | {"team": "none"})
    assert refused.status_code == 422
    assert re.search(r'id="staff-team_error".*?Choose a team: an agent sees', refused.content.decode(), re.DOTALL)
    assert not User.objects.filter(email="noor@desk.test").exists()
    assert client.post(STAFF, form | {"team": "none", "role": "supervisor"}).status_code == 200
    assert User.objects.get(email="noor@desk.test").team is None


def test_disabling_asks_first_and_says_what_it_means(client: Client, house: House) -> None:
    a_ticket(house, at=clock.now())
    sign_in(client, house.ada)
    ask = reverse("desk:staff_disable", args=[house.alice.pk])
    listed = client.get(STAFF).content.decode()
    assert f'href="{ask}"' in listed
    assert 'name="active" value="0"' not in listed
    page = client.get(ask).content.decode()
    assert "Disable Alice?" in page
    assert "All their sessions end at once" in page
    assert "1 open ticket stays with them" in page
    assert f'action="{reverse("desk:staff_active", args=[house.alice.pk])}"' in page
    house.alice.refresh_from_db()
    assert house.alice.is_active  # looking does nothing
    assert client.get(reverse("desk:staff_disable", args=[10**9])).status_code == 404
    client.post(reverse("desk:staff_active", args=[house.alice.pk]), {"active": "0"})
    assert client.get(ask)["Location"] == STAFF


def test_disabling_ends_sessions_at_once_and_enabling_opens_again(client: Client, house: House) -> None:
    alice = sign_in(Client(), house.alice)
    assert alice.get("/desk/notices/").status_code == 200
    sign_in(client, house.ada)
    active = reverse("desk:staff_active", args=[house.alice.pk])
    assert client.post(active, {"active": "0"}).status_code == 303
    assert alice.get("/desk/notices/").status_code == 302
    assert client.post(active, {"active": "1"}).status_code == 303
    house.alice.refresh_from_db()
    assert house.alice.is_active
    assert alice.get("/desk/notices/").status_code == 302


def test_nobody_disables_themselves(client: Client, house: House) -> None:
    sign_in(client, house.ada)
    assert client.post(reverse("desk:staff_active", args=[house.ada.pk]), {"active": "0"}).status_code == 403
    assert client.post(reverse("desk:staff_active", args=[10**9]), {"active": "0"}).status_code == 404


def test_operation_shows_lag_ticks_and_held_timers(client: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now() - timedelta(hours=1))
    page = sign_in(client, house.ada).get(OPERATION).content.decode()
    assert "Look at once" in page
    RingerTick.objects.create(name="celery", at=clock.now())
    page = client.get(OPERATION).content.decode()
    assert "Promises are watched" in page
    assert "celery" in page
    Timer.objects.filter(ticket=ticket, kind="first_reply").update(
        state=TimerState.HELD, last_error="KeyError('x')", tries=8
    )
    page = client.get(OPERATION).content.decode()
    assert "Look at once" in page
    assert "KeyError(&#x27;x&#x27;)" in page


def test_operation_speaks_in_spans_with_the_exact_moment_behind(client: Client, house: House) -> None:
    with clock.shifted(NOON - clock.now()):
        now = clock.now()
        sign_in(client, house.ada).get(OPERATION)
        page = client.get(OPERATION).content.decode()
        assert all(word in page for word in ("never", "none is late", "none waits"))
        RingerTick.objects.create(name="celery", at=now - timedelta(seconds=20))
        RingerTick.objects.create(name="threads", at=now - timedelta(minutes=3))
        a_ticket(house, at=now - timedelta(hours=4, minutes=5))  # its goal has passed, its mail waits
        page = client.get(OPERATION).content.decode()
    spans = re.findall(r'<time class="moment" datetime="([^"]+)" title="([^"]+)">([^<]+)</time>', page)
    told = [words for _stamp, _title, words in spans]
    assert told.count("20 s ago") + told.count("21 s ago") + told.count("22 s ago") == 2
    assert "3 min ago" in told
    assert "5 min" in told
    assert "4 h 05 min" in told
    assert (ticked := next(each for each in spans if each[2] == "3 min ago"))[0].startswith("2026-11-19T05:49:")
    assert re.fullmatch(r"19 Nov, 13:49:\d\d, Singapore time, UTC\+8", ticked[1])


def test_a_dead_delivery_is_sent_again(client: Client, house: House) -> None:
    a_ticket(house, at=clock.now())
    delivery = Delivery.objects.get(handler="notifications.mail_promise")
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.DEAD, tries=8, last_error="refused by the server"
    )
    page = sign_in(client, house.ada).get(OPERATION).content.decode()
    assert "refused by the server" in page
    again = reverse("desk:send_again", args=[delivery.pk])
    assert client.post(again).status_code == 303
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == (DeliveryState.PENDING, 0)
    assert client.post(again).status_code == 404
