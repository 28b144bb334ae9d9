"""Breaks, and which work one takes: said by oneself, felt by what rings."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.presence import is_here
from accounts.services.presence import note_seen, set_presence
from channels.selectors import present_calls
from channels.services.pbx import Push, apply_push
from core.errors import InvalidInput, NotAllowed
from outbox.models import Event
from tests.people import NOON, House, sign_in


def _ring(house: House, *, user: str = "") -> None:
    push = Push(
        event="newCall", call_id=f"p-{user}", direction="in", caller="+6591230000", called="+6560000000", user=user
    )
    apply_push(push=push, by=house.pbx, at=NOON)


@pytest.mark.parametrize(("presence", "takes"), [("on_break", ["hotline", "written"]), ("available", ["written"])])
def test_on_a_break_or_off_the_hotline_nothing_rings_that_is_for_everybody(
    presence: str, takes: list[str], house: House
) -> None:
    """It rings for the others, and for oneself when the PBX asks for one by name."""
    _ring(house)
    assert present_calls(house.alice).ringing
    me = set_presence(presence=presence, takes=takes, by=house.alice, at=NOON)
    assert not present_calls(me).ringing
    assert present_calls(house.bob).ringing


def test_a_break_is_recorded_once_with_its_beginning(house: House) -> None:
    """Saying it twice changes nothing; coming back does."""
    for minute in range(2):
        me = set_presence(presence="on_break", takes=["hotline"], by=house.alice, at=NOON + timedelta(minutes=minute))
    assert me.presence_since == NOON
    told = Event.objects.get(name="staff.presence_changed")
    assert told.data == {"before": "available", "after": "on_break", "takes": ["hotline"]}
    set_presence(presence="available", takes=["hotline", "written"], by=me, at=NOON)
    assert Event.objects.filter(name="staff.presence_changed").count() == 2


def test_words_that_nobody_knows_are_refused(house: House) -> None:
    """And programs take no breaks."""
    with pytest.raises(InvalidInput):
        set_presence(presence="asleep", takes=[], by=house.alice, at=NOON)
    with pytest.raises(InvalidInput):
        set_presence(presence="available", takes=["fax"], by=house.alice, at=NOON)
    with pytest.raises(NotAllowed):
        set_presence(presence="on_break", takes=[], by=house.pbx, at=NOON)


def test_who_has_a_page_open_is_here_and_is_written_down_once_a_minute(house: House) -> None:
    """Three minutes after the last word they are away."""
    assert not is_here(house.alice, NOON)
    for seconds in (0, 30, 59):
        note_seen(people=[house.alice.pk], at=NOON + timedelta(seconds=seconds))
    house.alice.refresh_from_db()
    assert house.alice.seen_at == NOON
    assert is_here(house.alice, NOON + timedelta(seconds=179))
    assert not is_here(house.alice, NOON + timedelta(seconds=180))


def test_the_bar_says_it_and_its_menu_changes_it(house: House, client: Client) -> None:
    """Back on the page where the menu was opened."""
    desk = sign_in(client, house.alice)
    answer = desk.post("/desk/presence/", {"presence": "on_break", "takes": "written", "back": "/desk/queue/mine/"})
    assert answer["Location"] == "/desk/queue/mine/"
    page = desk.get("/desk/queue/mine/").content.decode()
    assert "Break" in page
    house.alice.refresh_from_db()
    assert house.alice.takes == ["written"]
    assert desk.post("/desk/presence/", {"presence": "gone"}).status_code == 422
