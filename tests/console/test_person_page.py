"""One account: what an administrator changes about it, what is kept of that, and what nobody may do."""

import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from accounts.services.staff import disable_staff
from core import clock
from core.errors import NotAllowed
from outbox.models import Event
from tests.people import House, sign_in

STAFF = "/desk/staff/"


def page_of(user: User) -> str:
    return reverse("desk:person", args=[user.pk])


def form_of(user: User, **more: Any) -> dict[str, Any]:
    return {
        "name": user.name,
        "role": user.role,
        "team": user.team_id or "none",
        "skills": user.skills,
        "languages": user.languages,
        "zone": user.zone,
        "takes": user.takes,
    } | more


@pytest.fixture
def ada(client: Client, house: House) -> Client:
    """Ada's browser."""
    return sign_in(client, house.ada)


def test_an_account_is_changed_and_the_change_is_told_with_before_and_after(ada: Client, house: House) -> None:
    changed = form_of(
        house.alice, name="Alice Lim", role="supervisor", team="none", zone="Europe/Berlin", takes=["written"]
    )
    answer = ada.post(page_of(house.alice), changed)
    assert (answer.status_code, answer["Location"]) == (303, page_of(house.alice))
    alice = User.objects.get(pk=house.alice.pk)
    assert (alice.name, alice.role, alice.team, alice.zone) == ("Alice Lim", Role.SUPERVISOR, None, "Europe/Berlin")
    assert alice.takes == ["written"]
    told = Event.objects.get(name="staff.changed")
    assert told.data["before"] == {
        "name": "Alice",
        "role": "agent",
        "team": "Funds",
        "zone": "Asia/Singapore",
        "takes": ["hotline", "chat", "written"],
    }
    page = ada.get(page_of(house.alice)).content.decode()
    assert "role from Agent to Supervisor" in page
    assert "takes from Hotline, Chat, Written to Written" in page


def test_what_is_saved_unchanged_is_no_event(ada: Client, house: House) -> None:
    assert ada.post(page_of(house.alice), form_of(house.alice)).status_code == 303
    assert not Event.objects.filter(name="staff.changed").exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"team": "none"}, "Choose a team: an agent sees and takes the tickets of their team."),
        ({"role": "program"}, "A program stays a program"),
        ({"zone": "Middle/Earth"}, "Choose a time zone from the list"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_comes_back_with_its_reason(
    ada: Client, house: House, wrong: dict[str, Any], sentence: str
) -> None:
    answer = ada.post(page_of(house.alice), form_of(house.alice) | wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Event.objects.filter(name="staff.changed").exists()


def test_the_last_administrator_stays_one(ada: Client, house: House) -> None:
    answer = ada.post(page_of(house.ada), form_of(house.ada, role="supervisor"))
    assert answer.status_code == 422
    assert "This is the last administrator." in answer.content.decode()
    ada.post(page_of(house.sam), form_of(house.sam, role="administrator"))
    assert ada.post(page_of(house.ada), form_of(house.ada, role="supervisor")).status_code == 303
    assert ada.get(STAFF).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_disable_each_other_leave_one(house: House) -> None:
    User.objects.filter(pk=house.sam.pk).update(role=Role.ADMINISTRATOR)
    sam, refused = User.objects.get(pk=house.sam.pk), []

    def close(user: User, by: User) -> None:
        try:
            disable_staff(user=user, by=by, at=clock.now())
        except NotAllowed:
            refused.append(by)
        finally:
            connection.close()

    both = [threading.Thread(target=close, args=pair) for pair in ((sam, house.ada), (house.ada, sam))]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(refused) == 1
    assert User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count() == 1


def test_sessions_are_ended_and_the_account_stays(ada: Client, house: House) -> None:
    alice = sign_in(Client(), house.alice)
    assert alice.get("/desk/notices/").status_code == 200
    assert ada.post(reverse("desk:staff_sign_out", args=[house.alice.pk])).status_code == 303
    assert alice.get("/desk/notices/").status_code == 302
    assert User.objects.get(pk=house.alice.pk).is_active
    assert "ended all sessions" in ada.get(page_of(house.alice)).content.decode()


def test_a_second_factor_is_reset_with_a_reason_and_never_ones_own(ada: Client, house: House) -> None:
    alice = sign_in(Client(), house.alice)
    reset = reverse("desk:staff_second_factor", args=[house.alice.pk])
    assert ada.post(reset, {"reason": ""}).status_code == 422
    assert Authenticator.objects.filter(user=house.alice).exists()
    assert ada.post(reset, {"reason": "Came to my desk with the badge."}).status_code == 303
    assert not Authenticator.objects.filter(user=house.alice).exists()
    assert alice.get("/desk/notices/").status_code == 302
    page = ada.get(page_of(house.alice)).content.decode()
    assert "reset the second factor: “Came to my desk with the badge.”" in page
    assert ada.post(reset, {"reason": "Once more"}).status_code == 422
    own = ada.post(reverse("desk:staff_second_factor", args=[house.ada.pk]), {"reason": "Mine"})
    assert own.status_code == 403
    assert Authenticator.objects.filter(user=house.ada).exists()


@pytest.mark.parametrize("who", ["alice", "sam", "olive"])
def test_others_change_no_account(client: Client, house: House, who: str) -> None:
    person = sign_in(client, getattr(house, who))
    for answer in (
        person.get(page_of(house.bob)),
        person.post(page_of(house.bob), form_of(house.bob, role="administrator")),
        person.post(reverse("desk:staff_sign_out", args=[house.bob.pk])),
        person.post(reverse("desk:staff_second_factor", args=[house.bob.pk]), {"reason": "x"}),
    ):
        assert answer.status_code == 403
    assert User.objects.get(pk=house.bob.pk).role == Role.AGENT
    assert not Event.objects.filter(subject_kind="staff", subject_id=house.bob.pk, name__startswith="staff.").exists()


def test_the_list_says_who_is_here_and_what_guards_them(ada: Client, house: House) -> None:
    User.objects.filter(pk=house.alice.pk).update(seen_at=clock.now())
    page = ada.get(STAFF).content.decode()
    assert page.count("none yet") == 4  # all but Ada, who has signed in, and the program
    assert "Authenticator app" in page
    assert "never seen" in page
    assert f'href="{page_of(house.alice)}"' in page


def test_the_list_asks_no_more_for_more_people(ada: Client, house: House) -> None:
    ada.get(STAFF)
    with CaptureQueriesContext(connection) as before:
        ada.get(STAFF)
    for number in range(2000, 2012):
        User.objects.create_user(f"{number}@desk.test", name="More", agent_number=str(number), team=house.funds)
    with CaptureQueriesContext(connection) as after:
        ada.get(STAFF)
    assert len(after) <= len(before)
