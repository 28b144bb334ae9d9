"""Hours of teams, quiet hours of one's own, and what the ladder page says about ways."""

from datetime import time

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from notifications.models import Notice
from outbox.models import Event
from outbox.services import deliver_due
from sla.models import LadderStep
from tests.notifications.raising import reach
from tests.people import NOON, House, a_ticket, sign_in

TEAMS, QUIET, LADDER = "/desk/teams/", "/desk/quiet/", "/desk/promises/ladder/"
WEEK = {
    "zone": "Asia/Singapore",
    "always": "week",
    "mon": "9-18",
    "tue": "9-18",
    "special": "2026-12-25, Christmas Day",
}


def test_a_supervisor_gives_a_team_its_hours(client: Client, house: House) -> None:
    page = sign_in(client, house.sam)
    answer = page.post(f"{TEAMS}{house.funds.pk}/", WEEK)
    assert (answer.status_code, answer["Location"]) == (303, TEAMS)
    house.funds.refresh_from_db()
    schedule = house.funds.schedule
    assert schedule is not None
    assert schedule.to_json()["week"]["mon"] == [["09:00", "18:00"]]
    assert Event.objects.filter(name="team.hours_set", subject_id=house.funds.pk).count() == 1
    listed = page.get(TEAMS).content.decode()
    assert "Mon–Tue 09:00–18:00" in listed
    shown = page.get(f"{TEAMS}{house.funds.pk}/").content.decode()
    assert 'value="09:00–18:00"' in shown
    page.post(f"{TEAMS}{house.funds.pk}/", {"zone": "Asia/Singapore", "always": "always"})
    house.funds.refresh_from_db()
    assert house.funds.hours == {}


def test_hours_that_cannot_be_are_refused_where_they_were_typed(client: Client, house: House) -> None:
    answer = sign_in(client, house.sam).post(f"{TEAMS}{house.funds.pk}/", WEEK | {"tue": "18-9"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "closes before it opens" in text
    assert 'value="18-9"' in text
    house.funds.refresh_from_db()
    assert house.funds.hours == {}


@pytest.mark.parametrize("who", ["alice", "olive"])
def test_others_have_no_page_of_teams(client: Client, house: House, who: str) -> None:
    page = sign_in(client, getattr(house, who))
    assert page.get(TEAMS).status_code == 403
    assert page.get(f"{TEAMS}{house.funds.pk}/").status_code == 403
    assert page.post(f"{TEAMS}{house.funds.pk}/", WEEK).status_code == 403


def test_the_list_of_teams_costs_the_same_for_two_and_for_twenty(client: Client, house: House) -> None:
    page = sign_in(client, house.sam)
    page.get(TEAMS)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page.get(TEAMS)
        return len(queries)

    few = cost()
    for number in range(18):
        Team.objects.create(name=f"Team {number}", name_zh=f"{number} 组", hours=house.funds.hours)
    assert cost() == few


def test_everybody_sets_their_own_quiet_hours(client: Client, house: House) -> None:
    page = sign_in(client, house.alice)
    assert page.post(QUIET, {"quiet_from": "22:00", "quiet_until": "07:00"}).status_code == 303
    alice = User.objects.get(pk=house.alice.pk)
    assert (alice.quiet_from, alice.quiet_until) == (time(22), time(7))
    assert 'value="22:00"' in page.get(QUIET).content.decode()
    refused = page.post(QUIET, {"quiet_from": "22:00", "quiet_until": ""})
    assert refused.status_code == 422
    assert "Give both ends, or leave both empty." in refused.content.decode()
    assert page.post(QUIET, {"quiet_from": "", "quiet_until": ""}).status_code == 303
    assert User.objects.get(pk=house.alice.pk).quiet_from is None


def test_the_ladder_says_what_a_way_still_needs_and_what_holds_alerts_back(client: Client, house: House) -> None:
    page = sign_in(client, house.sam)
    text = " ".join(page.get(LADDER).content.decode().split())
    assert "Telegram has no address: an administrator sets ALERT_TELEGRAM_TOKEN, ALERT_TELEGRAM_CHAT." in text
    assert "after 6 messages in 10 minutes" in text
    with override_settings(ALERT_QUIET="22:00-07:00"):
        assert "Telegram from 22:00-07:00" in page.get(LADDER).content.decode()
    form = {"moment": "at", "mark": "limit", "audiences": [], "ways": ["webhook"], "kind": "", "priority": ""}
    answer = page.post(LADDER, form)
    assert answer.status_code == 422
    assert "An administrator sets ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET first." in answer.content.decode()


def test_a_suggested_rung_is_added_by_a_button_once(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = sign_in(client, house.sam)
    assert "Rungs that Firstline suggests" not in page.get(LADDER).content.decode()
    monkeypatch.setattr("sla.defaults.COMPLAINT_LADDER", ("complaint_decision", "limit", -60, ["handler"], ["desk"]))
    text = page.get(LADDER).content.decode()
    assert "Rungs that Firstline suggests" in text
    key = text.partition('name="rung" value="')[2].partition('"')[0]
    assert page.post(f"{LADDER}suggested/", {"rung": key}).status_code == 303
    assert LadderStep.objects.filter(kind="complaint_decision", minutes=-60, created_by="Sam, 1001").count() == 1
    assert page.post(f"{LADDER}suggested/", {"rung": key}).status_code == 409
    assert sign_in(Client(), house.alice).post(f"{LADDER}suggested/", {"rung": key}).status_code == 403


def test_a_notice_for_who_stands_in_says_so(client: Client, house: House) -> None:
    ticket = a_ticket(house)
    event = reach(ticket, at=NOON, ways=["desk"])
    Notice.objects.create(recipient=house.sam, event=event, at=NOON, stands_in=True)
    page = sign_in(client, house.sam).get("/desk/notices/").content.decode()
    assert "You are told because none of them is on shift." in page
    deliver_due(at=NOON)
    other = sign_in(Client(), house.alice).get("/desk/notices/").content.decode()
    assert "75 % of the time" in other
    assert "You are told because" not in other
