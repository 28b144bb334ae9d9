"""What the desk holds, read by programs: masked, within the role, and at the same cost however much there is."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer, Team
from accounts.services.search import PER_HOUR
from complaints.models import Complaint
from complaints.services import add_point, admit_complaint
from core import clock
from outbox.actors import SYSTEM
from outbox.models import Event
from sla.models import CalendarVersion, PolicyVersion
from sla.services import sweep
from tests.api.calling import calling, is_problem
from tests.people import NOON, House, a_ticket
from tests.sla.reviewing import a_case
from tickets.services import escalate_ticket, open_ticket

MOST_OF_A_LIST = 4


def _cost(caller: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert caller.get(path).json()["results"]
    return len(captured)


def _complaint(house: House, **more: Any) -> Complaint:
    ticket = a_ticket(house, at=clock.now(), **more)
    escalate_ticket(ticket=ticket, cause="agent", by=house.alice, at=clock.now())
    return Complaint.objects.get(ticket=ticket)


def test_the_timers_of_a_ticket_say_how_they_come_about(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    timers = calling(house.pbx).get(f"tickets/{ticket.number}/timers/").json()["results"]
    assert {each["kind"] for each in timers} == {"first_reply", "resolution"}
    stored = {each.pk: each for each in ticket.timers.all()}
    for each in timers:
        timer = stored[each["id"]]
        assert (each["goal_at"], each["limit_at"]) == (timer.goal_at.isoformat(), timer.due_at.isoformat())
        assert [line["begins"] for line in each["ledger"]] == [line["begins"] for line in timer.explanation]
        assert sum(line["counted"] for line in each["ledger"]) == timer.targets[1].total_seconds()


def test_a_complaint_is_told_with_its_points_and_the_facts_of_its_letters(house: House) -> None:
    complaint = admit_complaint(complaint=_complaint(house), profile="house", by=house.olive, at=clock.now())
    add_point(complaint=complaint, text="Nobody called back.", by=house.olive, at=clock.now())
    told = calling(house.olive).get(f"complaints/{complaint.number}/").json()
    assert (told["ticket"], told["state"], told["cause"]) == (complaint.ticket.number, "open", "agent")
    assert "Nobody called back." in [each["text"] for each in told["points"]]
    assert told["handler"]["agent_number"] == "4001"
    assert all("content" not in each and "subject" not in each for each in told["letters"])
    assert [each["number"] for each in calling(house.sam).get("complaints/").json()["results"]] == [complaint.number]
    assert calling(house.alice).get("complaints/").json()["results"] == []


def test_a_review_is_told_with_its_missed_promise(house: House) -> None:
    case = a_case(house)
    told = calling(house.sam).get(f"reviews/{case.pk}/").json()
    assert (told["promise"], told["state"], told["ticket"]) == ("first_reply", "open", case.breach.ticket.number)
    assert told["limit_at"] == case.breach.due_at.isoformat()
    assert case.pk in {each["id"] for each in calling(house.ada).get("reviews/").json()["results"]}
    assert calling(house.alice).get("reviews/").json()["results"] == []


@pytest.mark.parametrize("contact", ["Cleo.Tan@mail.test", "+65 9123 4471", "9123 4471", "U-88120077"])
def test_a_customer_is_found_by_an_exact_contact_and_masked(house: House, contact: str) -> None:
    a_ticket(house, at=clock.now())
    (found,) = calling(house.alice).post("customers/search/", {"contact": contact}).json()["results"]
    assert (found["name"], found["email"], found["exchange_uid"]) == ("C··· T···", "c•••@m••••.test", "•••• ••77")
    assert calling(house.alice).get(f"customers/{found['id']}/").json() == found
    assert Event.objects.filter(name="customer.searched", actor_id=str(house.alice.pk)).count() == 1


@pytest.mark.parametrize("contact", ["cleo", "cleo.tan@mail", "mail.test", "123", "%"])
def test_a_part_of_a_contact_finds_nobody(house: House, contact: str) -> None:
    a_ticket(house, at=clock.now())
    assert calling(house.sam).post("customers/search/", {"contact": contact}).json() == {"results": []}


def test_who_has_no_ticket_that_may_be_seen_is_not_found(house: House) -> None:
    a_ticket(house, at=clock.now())
    asked = {"contact": house.cleo.email}
    assert calling(house.bob).post("customers/search/", asked).json() == {"results": []}
    is_problem(calling(house.bob).get(f"customers/{house.cleo.public_id}/"), 404, "not_found")
    is_problem(calling(house.sam).get(f"customers/{house.charlie.public_id}/"), 404, "not_found")


def test_an_hour_has_a_limit_of_searches(house: House) -> None:
    caller = calling(house.alice)
    answers = [caller.post("customers/search/", {"contact": "x@y.test"}).status_code for _each in range(PER_HOUR + 1)]
    assert answers == [200] * PER_HOUR + [429]


def test_policies_and_calendars_are_those_in_force(house: House) -> None:
    caller = calling(house.alice)
    policies = caller.get("policies/", page_size=2).json()
    assert policies["next"]
    positions = [each["position"] for each in policies["results"]]
    assert positions == sorted(positions)
    funds = next(each for each in caller.get("policies/").json()["results"] if each["category"] == "funds")
    version = PolicyVersion.objects.get(policy__name=funds["name"])
    first = next(each for each in funds["targets"] if each["promise"] == "first_reply")
    assert (first["goal_minutes"], first["limit_minutes"]) == (version.first_reply_goal, version.first_reply_limit)
    old = CalendarVersion.objects.select_related("calendar").first()
    assert old
    newer = CalendarVersion.objects.create(
        calendar=old.calendar, version=old.version + 1, schedule=old.schedule, created_at=clock.now()
    )
    calendars = caller.get("calendars/").json()["results"]
    assert [each["version"] for each in calendars if each["id"] == old.calendar_id] == [newer.version]


def test_teams_and_hotlines(house: House) -> None:
    caller = calling(house.pbx)
    teams = caller.get("teams/").json()["results"]
    assert [(each["name"], (each["lead"] or {}).get("agent_number")) for each in teams] == [
        ("Funds", "2047"),
        ("General", None),
    ]
    (line,) = caller.get("hotlines/").json()["results"]
    assert (line["phone"], line["open_now"], line["changes_at"]) == ("+6560000000", True, None)


def test_lists_cost_the_same_however_long_they_are(house: House) -> None:
    officer, costs = calling(house.olive), []
    for round_ in (1, 8):
        for each in range(round_):
            customer = Customer.objects.create(name=f"C {round_} {each}", email="c@d.test", created_at=NOON)
            opened = {"subject": "s", "body": "b", "category": "funds", "channel": "hotline", "by": house.alice}
            ticket = open_ticket(customer=customer, at=clock.now() - timedelta(hours=25), **opened)  # type: ignore[arg-type] # a table of keywords
            escalate_ticket(ticket=ticket, cause="agent", by=SYSTEM, at=clock.now())
            Team.objects.create(name=f"T {round_} {each}", name_zh="组", lead=house.alice)
        sweep(at=clock.now())
        timers = f"tickets/{ticket.number}/timers/"
        paths = ["complaints/", "reviews/", "teams/", "policies/", "calendars/", "hotlines/", timers]
        costs.append([_cost(officer, path) for path in paths])
    assert costs[0] == costs[1]
    assert max(costs[1]) <= MOST_OF_A_LIST


def test_one_complaint_and_one_review_cost_few_statements(house: House) -> None:
    complaint, case = _complaint(house), a_case(house)
    for path in (f"complaints/{complaint.number}/", f"reviews/{case.pk}/"):
        with CaptureQueriesContext(connection) as captured:
            assert calling(house.olive).get(path).status_code == 200
        assert len(captured) <= 9, [each["sql"] for each in captured.captured_queries]


def test_nothing_plain_of_a_customer_leaves_here(house: House) -> None:
    complaint = _complaint(house)
    plain = [house.cleo.name, house.cleo.email, house.cleo.phone, house.cleo.exchange_uid]
    caller = calling(house.sam)
    paths = ["complaints/", f"complaints/{complaint.number}/", "events/", f"customers/{house.cleo.public_id}/"]
    for path in paths:
        text = caller.get(path).content.decode()
        assert not [each for each in plain if each in text], path
