"""The pages of policies and the ladder: who reads, who edits, what a preview shows, and what two editors at once are told."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from console.setup_story import SETUP_SENTENCES, policy_history
from core import clock
from outbox.events import Happening
from outbox.models import Event
from outbox.services import deliver_due
from sla.events import CalendarHappening, LadderHappening, PolicyHappening, RebaseFinished, RebaseOrdered
from sla.models import Calendar, LadderStep, Policy, PolicyVersion, Timer
from sla.services.policies import current_versions
from sla.services.policy_order import create_policy, retire_policy
from sla.services.publishing import Terms, revise_policy
from tests.people import NOON, House, a_ticket, sign_in

LIST = "/desk/promises/"
NEW = "/desk/promises/policies/new/"
LADDER = "/desk/promises/ladder/"


def policy(name: str = "Funds") -> Policy:
    return Policy.objects.get(name=name)


def page_of(name: str = "Funds") -> str:
    return reverse("desk:policy", args=[policy(name).pk])


def typed(**more: object) -> dict[str, object]:
    """The form of Funds as the page gives it."""
    plain: dict[str, object] = {
        "seen": 1,
        "category": "funds",
        "priority": "",
        "channel": "",
        "language": "",
        "customer_class": "",
        "calendar": Calendar.objects.get(name="24×7").pk,
        "first_reply_goal": "4 h",
        "first_reply_limit": "24 h",
        "next_reply_goal": "8 h",
        "next_reply_limit": "24 h",
        "resolution_goal": "24 h",
        "resolution_limit": "48 h",
        "callback_grace": "30 min",
        "action": "preview",
    }
    return plain | more


def previewed(answer: Any) -> str:
    """The fingerprint that the page asks to be sent back."""
    found = re.search(r'name="previewed" value="(\w+)"', answer.content.decode())
    assert found
    return found[1]


def words(answer: Any) -> str:
    text = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


# Who


@pytest.mark.parametrize("who", ["alice", "olive"])
def test_everybody_reads_and_only_those_who_lead_edit(client: Client, house: House, who: str) -> None:
    sign_in(client, getattr(house, who))
    for address in (LIST, page_of(), LADDER):
        answer = client.get(address)
        assert answer.status_code == 200
        assert '<button type="submit" class="btn btn-primary"' not in answer.content.decode()
    step = LadderStep.objects.earliest("pk").pk
    for address in (NEW, reverse("desk:policy_retire", args=[policy().pk]), reverse("desk:ladder_retire", args=[step])):
        assert client.get(address).status_code == 403
    assert client.post(page_of(), typed(action="publish")).status_code == 403
    assert client.post(reverse("desk:policy_move", args=[policy().pk]), {"seen": 3, "to": "up"}).status_code == 403
    assert client.post(LADDER, {"moment": "at"}).status_code == 403
    assert PolicyVersion.objects.filter(policy=policy()).count() == 1


def test_programs_and_strangers_find_nothing(client: Client, house: House) -> None:
    assert client.get(LIST).status_code == 302
    sign_in(client, house.sam)
    assert client.get("/desk/promises/policies/99999/").status_code == 404


def test_the_rail_leads_there(client: Client, house: House) -> None:
    for who in (house.sam, house.alice):
        page = sign_in(client, who).get(page_of()).content.decode()
        assert f'href="{LIST}" aria-current="page"' in page


# The list


def test_the_list_tells_what_each_policy_matches_and_promises(client: Client, house: House) -> None:
    told = words(sign_in(client, house.sam).get(LIST))
    assert "Guidance, low priority" in told
    assert "12 h / Limit 24 h" in told
    assert "matches everything" in told
    assert "came with the desk" in told


def test_the_page_says_which_policy_would_win_and_why_not_the_others(client: Client, house: House) -> None:
    asked = {"category": "guidance", "priority": "low", "channel": "web", "language": "en", "customer_class": "vip"}
    answer = sign_in(client, house.sam).get(LIST, asked)
    told = words(answer)
    assert "Priority is Low; this policy is for Emergency." in told
    assert "Category is Operation guidance; this policy is for Funds." in told
    assert answer.context["winner"] == "Guidance, low priority"
    assert told.count("not asked any more") == 3
    assert client.get(LIST, asked | {"priority": "dream"}).status_code == 200


def test_a_list_without_an_end_for_everything_warns(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    terms = Terms(Calendar.objects.get(name="24×7"), dict.fromkeys(("first_reply", "next_reply", "resolution"), (1, 2)))
    create_policy(
        name="VIP",
        terms=Terms(terms.calendar, terms.minutes, {"customer_class": "vip"}),
        place=9,
        by=house.sam,
        at=NOON,
    )
    told = words(client.get(LIST))
    assert "No policy at the end matches everything." in told
    assert "Never asked: VIP." in told


def test_the_list_costs_the_same_with_many_policies(
    client: Client, house: House, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, house.sam)
    minutes = dict.fromkeys(("first_reply", "next_reply", "resolution"), (1, 2))
    client.get(LIST)
    with django_assert_max_num_queries(8) as before:
        client.get(LIST)
    for number in range(6):
        terms = Terms(Calendar.objects.get(name="24×7"), minutes, {"customer_class": "vip"})
        create_policy(name=f"P{number}", terms=terms, place=1, by=house.sam, at=NOON)
    with django_assert_max_num_queries(len(before.captured_queries)):
        client.get(
            LIST, {"category": "funds", "priority": "low", "channel": "web", "language": "en", "customer_class": "vip"}
        )


# Edit, preview, publish


def test_a_preview_shows_what_it_would_mean_and_saves_nothing(client: Client, house: House) -> None:
    a_ticket(house, at=clock.now())
    answer = sign_in(client, house.sam).post(
        page_of(), typed(first_reply_goal="1 h", first_reply_limit="2 h", try_at="2026-12-24T10:00")
    )
    told = words(answer)
    assert answer.status_code == 200
    assert "First reply, limit: 24 h → 2 h" in told
    assert "1 of 1 open tickets moves: 0 later, 1 earlier." in told
    assert "breaches instead of" in told
    assert "Thu 24 Dec 2026, 12:00" in told
    assert PolicyVersion.objects.filter(policy=policy()).count() == 1


def test_what_was_looked_at_is_published_and_running_promises_keep_theirs(client: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    sign_in(client, house.sam)
    draft = typed(first_reply_goal="1 h", first_reply_limit="2 h")
    seen = previewed(client.post(page_of(), draft))
    answer = client.post(page_of(), draft | {"action": "publish", "previewed": seen, "running": "keep"})
    assert (answer.status_code, answer["Location"]) == (303, page_of())
    newest = policy().versions.latest("version")
    assert (newest.version, newest.first_reply_limit, newest.published_by) == (2, 120, "Sam, 1001")
    assert not Event.objects.filter(name="policy.rebase_ordered").exists()
    told = words(client.get(page_of()))
    assert "Sam, 1001 published version 2." in told
    assert "First reply, goal: 4 h → 1 h" in told
    assert "2 on version 1" in told
    assert Timer.objects.filter(ticket=ticket, policy_version=newest).count() == 0


def test_running_promises_are_rebased_on_request(client: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    sign_in(client, house.sam)
    draft = typed(first_reply_goal="1 h", first_reply_limit="200 h")
    seen = previewed(client.post(page_of(), draft))
    client.post(page_of(), draft | {"action": "publish", "previewed": seen, "running": "rebase"})
    newest = policy().versions.latest("version")
    deliver_due(at=Event.objects.latest("pk").at)
    assert Timer.objects.filter(ticket=ticket, policy_version=newest).count() == 2
    told = words(client.get(page_of()))
    assert "Sam, 1001 had the running promises re-based." in told
    assert "Re-based: the promises of 1 of 1 tickets moved." in told


def test_nothing_is_published_that_was_not_looked_at(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    seen = previewed(client.post(page_of(), typed()))
    changed = typed(action="publish", previewed=seen, resolution_limit="72 h", running="keep")
    answer = client.post(page_of(), changed)
    assert answer.status_code == 200
    assert "Something was changed after the preview." in words(answer)
    assert policy().versions.count() == 1
    again = client.post(page_of(), changed | {"previewed": previewed(answer)})
    assert again.status_code == 303


def test_of_two_editors_the_second_sees_what_the_first_changed_and_keeps_the_typed_text(
    client: Client, house: House
) -> None:
    sign_in(client, house.sam)
    draft = typed(resolution_limit="50 h")
    seen = previewed(client.post(page_of(), draft))
    minutes = {"first_reply": (240, 1440), "next_reply": (480, 1440), "resolution": (1440, 9000)}
    terms = Terms(Calendar.objects.get(name="24×7"), minutes, {"category": "funds"})
    revise_policy(policy=policy(), terms=terms, seen_version=1, by=house.ada, at=NOON)
    answer = client.post(page_of(), draft | {"action": "publish", "previewed": seen, "running": "keep"})
    told = words(answer)
    assert answer.status_code == 409
    assert "Ada, 9001 published version 2 meanwhile." in told
    assert "Resolution, limit: 48 h → 150 h" in told
    page = answer.content.decode()
    assert 'value="50 h"' in page
    assert 'name="seen" value="2"' in page
    on_top = client.post(page_of(), draft | {"seen": 2})
    done = client.post(
        page_of(), draft | {"seen": 2, "action": "publish", "previewed": previewed(on_top), "running": "keep"}
    )
    assert done.status_code == 303
    assert policy().versions.count() == 3


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"first_reply_limit": "1 h"}, "First reply: the limit lies before the goal."),
        ({"first_reply_goal": "soon"}, "“soon” is not a length of time."),
        ({"first_reply_goal": "0 min"}, "First reply: the goal must be above zero"),
        ({"next_reply_limit": ""}, "This field is required."),
        ({"category": "dream"}, "Select a valid choice."),
        ({"try_at": "yesterday"}, "Give a date and a time"),
        ({"callback_grace": "30 h"}, "Between nothing and 24 hours."),
    ],
)
def test_an_impossible_policy_is_refused_with_the_repair_and_what_was_typed(
    client: Client, house: House, more: dict[str, str], sentence: str
) -> None:
    sign_in(client, house.sam)
    for action in ("preview", "publish"):
        answer = client.post(page_of(), typed(action=action, resolution_limit="99 h", **more))
        assert answer.status_code == 422
        assert sentence in words(answer)
        assert 'value="99 h"' in answer.content.decode()
    assert policy().versions.count() == 1


def test_a_new_policy_is_previewed_and_put_at_its_place(client: Client, house: House) -> None:
    a_ticket(house, at=clock.now())
    sign_in(client, house.sam)
    assert 'value="7" selected' in client.get(NEW).content.decode(), "before the one that matches everything"
    draft = typed(name="VIP funds", place=2, seen=0, first_reply_limit="20 h")
    answer = client.post(NEW, draft)
    assert "1 of 1 open tickets moves" in words(answer)
    done = client.post(NEW, draft | {"action": "publish", "previewed": previewed(answer), "running": "keep"})
    assert done.status_code == 303
    assert [each.policy.name for each in current_versions()][1] == "VIP funds"
    taken = client.post(NEW, draft | {"action": "publish", "previewed": previewed(answer), "running": "keep"})
    assert taken.status_code == 422
    assert "There is already a policy with this name" in words(taken)


def test_the_last_policy_for_everything_is_not_narrowed_and_not_retired(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    answer = client.post(page_of("Everything else"), typed(category="funds"))
    assert answer.status_code == 422
    assert "This is the last policy that matches everything." in words(answer)
    asked = client.get(reverse("desk:policy_retire", args=[policy("Everything else").pk]))
    assert "This is the last policy that matches everything." in words(asked)
    assert client.post(reverse("desk:policy_retire", args=[policy("Everything else").pk])).status_code == 422


def test_a_policy_is_moved_and_who_saw_another_order_is_told(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    address = reverse("desk:policy_move", args=[policy().pk])
    assert client.post(address, {"seen": "3", "to": "up"}).status_code == 303
    told = words(client.post(address, {"seen": "3", "to": "up"}, follow=True))
    assert "The order was changed meanwhile." in told
    assert client.post(address, {"seen": "²", "to": "down"}).status_code == 303
    assert [each.policy.name for each in current_versions()][:3] == ["Emergencies", "Funds", "Account security"]
    assert "moved it up from place 3 to 2, before “Account security”" in words(client.get(page_of()))


def test_a_policy_is_retired_after_a_question_and_put_back(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    a_ticket(house, at=clock.now())
    asked = words(client.get(reverse("desk:policy_retire", args=[policy().pk])))
    assert "New tickets that it would have ruled go to: Everything else." in asked
    assert "Promises that run keep it" in asked
    assert client.post(reverse("desk:policy_retire", args=[policy().pk])).status_code == 303
    assert "Retired: it is not asked any more." in words(client.get(page_of()))
    assert client.post(page_of(), typed(action="publish")).status_code in {200, 409}
    assert client.post(reverse("desk:policy_reinstate", args=[policy().pk])).status_code == 303
    assert policy().retired_at is None


def test_rebasing_is_asked_with_what_it_would_do(client: Client, house: House) -> None:
    a_ticket(house, at=clock.now())
    retire_policy(policy=policy(), by=house.sam, at=NOON)
    sign_in(client, house.sam)
    address = reverse("desk:policy_rebase", args=[policy().pk])
    assert "1 of 1 open tickets moves" in words(client.get(address))
    assert client.post(address).status_code == 303
    assert Event.objects.filter(name="policy.rebase_ordered").count() == 1


# The history


def _named(base: type[Happening]) -> set[str]:
    found = {each.name for each in base.__subclasses__() if "name" in each.__dict__}
    return found.union(*(_named(each) for each in base.__subclasses__())) if base.__subclasses__() else found


def test_every_deed_on_promises_has_a_sentence() -> None:
    bases = (PolicyHappening, CalendarHappening, LadderHappening, RebaseOrdered, RebaseFinished)
    assert set(SETUP_SENTENCES) == set().union(*(_named(each) for each in bases))


def test_of_a_long_rebasing_only_its_last_step_is_told(house: House) -> None:
    def step(name: str, number: int, **more: int) -> Event:
        sums = {"order": 0, "step": number, "after": 0, "looked": number * 200, "moved": 0, "failed": 0} | more
        facts = {"actor_kind": "staff", "actor_id": "1", "actor_label": "Sam, 1001"}
        return Event.objects.create(
            name=name, at=NOON, subject_kind="policy", subject_id=policy().pk, data=sums, **facts
        )

    first = step("policy.rebase_ordered", 0)
    for number in range(1, 40):
        step("policy.rebase_ordered", number, order=first.pk)
    told = [each.words for each in policy_history(policy().pk, {})]
    assert told[:2] == ["Re-basing: 7800 tickets done so far.", "Sam, 1001 had the running promises re-based."]
    step("policy.rebase_finished", 40, order=first.pk, moved=7, failed=2)
    told = [each.words for each in policy_history(policy().pk, {})]
    assert told[0].startswith("Re-based: the promises of 7 of 8000 tickets moved, 2 could not be measured")
    assert not any("so far" in each for each in told)


# The ladder


RUNG = {"moment": "before", "mark": "limit", "span": "30 min", "percent": "90", "audiences": ["lead"], "ways": ["desk"]}


def test_rungs_stand_in_the_order_of_time(client: Client, house: House) -> None:
    rows = sign_in(client, house.alice).get(LADDER).context["rows"]
    told = [(row["when"], row["example"]) for row in rows]
    mine = [each for each in told if each[1] != "–"]
    assert mine[:3] == [
        ("At the goal", "after 24 h"),
        ("At 75 % of the time to the limit", "after 36 h"),
        ("2 h before the limit", "after 46 h"),
    ]
    assert mine[-1] == ("4 h after the limit", "after 52 h")


def test_a_rung_is_added_and_retired_after_a_question(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    assert client.post(LADDER, RUNG).status_code == 303
    step = LadderStep.objects.latest("pk")
    assert (step.minutes, step.percent, step.audiences, step.created_by) == (-30, None, ["lead"], "Sam, 1001")
    told = words(client.get(LADDER))
    assert "30 min before the limit" in told
    assert "Sam, 1001 added a rung." in told
    address = reverse("desk:ladder_retire", args=[step.pk])
    assert "Those that run keep it" in words(client.get(address))
    assert client.post(address).status_code == 303
    assert client.get(address).status_code == 303
    assert client.post(address).status_code == 409
    assert "30 min before the limit: Team lead" in words(client.get(LADDER)), "the history keeps it"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"span": ""}, "How long? Write it like 2 h or 30 min."),
        ({"moment": "share", "percent": ""}, "Which share? Give 1 to 99."),
        ({"moment": "share", "percent": "100"}, "A share is 1 to 99 %."),
        ({"audiences": []}, "Choose who hears of it"),
        ({"ways": []}, "Choose how they hear of it"),
        ({"span": "2 h"}, "The ladder has exactly this rung already."),
        ({"moment": "sometime"}, "Select a valid choice."),
    ],
)
def test_an_impossible_rung_is_refused_with_the_repair(
    client: Client, house: House, more: dict[str, object], sentence: str
) -> None:
    before = LadderStep.objects.count()
    answer = sign_in(client, house.sam).post(LADDER, RUNG | more)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert LadderStep.objects.count() == before


def test_the_ladder_costs_the_same_with_many_rungs(
    client: Client, house: House, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, house.sam)
    client.get(LADDER)
    with django_assert_max_num_queries(9) as before:
        client.get(LADDER)
    rows = [
        LadderStep(mark="limit", minutes=each, audiences=[], ways=["webhook"], created_at=NOON) for each in range(9)
    ]
    LadderStep.objects.bulk_create(rows)
    with django_assert_max_num_queries(len(before.captured_queries)):
        client.get(LADDER)
