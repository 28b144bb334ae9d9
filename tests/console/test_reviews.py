"""The review of missed promises, through HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core import clock
from notifications.models import Notice
from outbox.services import deliver_due
from sla.models import BreachReview, CauseKind
from sla.reviews.states import ReviewState
from sla.services import sweep
from sla.services.reviews import save_review, send_review
from tests.people import House, a_ticket, sign_in
from tests.sla.reviewing import HOUR, a_cause, a_draft, a_supervisor
from tickets.services import assign_ticket, reply

MOST_STATEMENTS = 13


@pytest.fixture
def sue(house: House) -> User:
    return a_supervisor()


def a_missed(house: House, *, hours: float = 26, **more: object) -> BreachReview:
    """Opened so many hours ago by Alice and never answered."""
    ticket = a_ticket(house, at=clock.now() - hours * HOUR, **more)  # type: ignore[arg-type] # a table of keywords
    sweep(at=clock.now())
    return BreachReview.objects.get(breach__ticket=ticket, breach__kind="first_reply")


@pytest.fixture
def case(house: House) -> BreachReview:
    return a_missed(house)


def page_of(review: BreachReview, verb: str = "review") -> str:
    return reverse(f"desk:{verb}", args=[review.pk])


def typed(house: House, review: BreachReview, **more: Any) -> dict[str, Any]:
    """A complete form."""
    review.refresh_from_db()
    return {
        "version": review.version,
        "cause": a_cause().pk,
        "aggravation": a_cause("Night or weekend", CauseKind.AGGRAVATION).pk,
        "owner": house.bob.pk,
        "due_on": (clock.now() + timedelta(days=7)).date().isoformat(),
        "action": "Name who watches the queue.",
    } | more


def a_full_draft(house: House) -> Any:
    return a_draft(house, told_at=None, due_on=(clock.now() + timedelta(days=7)).date())


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_breach_to_signature(client: Client, house: House, sue: User, case: BreachReview) -> None:
    sign_in(client, house.sam)
    listed = text(client.get(reverse("desk:reviews")))
    assert page_of(case) in listed
    page = text(client.get(page_of(case)))
    assert "Limit missed, still open after 2 h" in page
    saved = client.post(page_of(case, "review_save"), typed(house, case, action="Half a thought"), follow=True)
    assert "Saved." in text(saved)
    assert "Half a thought" in text(saved)
    sent = client.post(page_of(case, "review_send"), typed(house, case), follow=True)
    assert "Waiting for sign-off" in text(sent)
    assert "You wrote this review" in text(sent)
    case.refresh_from_db()
    refused = client.post(page_of(case, "review_sign"), {"version": case.version})
    assert refused.status_code == 403
    assert "A second supervisor must sign it" in text(refused)

    sign_in(client, sue)
    assert "Sign and close" in text(client.get(page_of(case)))
    closed = client.post(page_of(case, "review_sign"), {"version": case.version}, follow=True)
    assert "Signed by Sue" in text(closed)
    case.refresh_from_db()
    assert (case.state, case.signed_by) == (ReviewState.CLOSED, sue)
    assert page_of(case) not in text(client.get(reverse("desk:reviews")))
    assert page_of(case) in text(client.get(reverse("desk:reviews"), {"show": "finished"}))


def test_who_held_the_ticket_is_named_and_refused(client: Client, house: House, sue: User) -> None:
    ticket = a_ticket(house, at=clock.now() - 26 * HOUR)
    assign_ticket(ticket=ticket, to=sue, by=sue, at=clock.now() - 20 * HOUR)
    sweep(at=clock.now())
    case = BreachReview.objects.get()
    send_review(review=case, draft=a_full_draft(house), by=house.sam, at=clock.now())
    page = text(sign_in(client, sue).get(page_of(case)))
    assert "Not Alice, Sue: who held the ticket cannot sign." in page
    assert "You held this ticket" in page
    assert page_of(case, "review_sign") not in page
    answer = client.post(page_of(case, "review_sign"), {"version": 2})
    assert answer.status_code == 403
    assert "You held this ticket" in text(answer)


def test_what_is_missing_stands_at_its_field_and_what_was_typed_stays(
    client: Client, house: House, case: BreachReview
) -> None:
    sign_in(client, house.sam)
    answer = client.post(page_of(case, "review_send"), typed(house, case, owner="", action="Watch the queue"))
    assert answer.status_code == 422
    assert "Say who sees to the action." in text(answer)
    assert "Watch the queue" in text(answer)
    case.refresh_from_db()
    assert case.state == ReviewState.OPEN
    told = client.post(page_of(case, "review_save"), typed(house, case, told="on"))
    assert told.status_code == 422
    assert "Say when the customer was told." in text(told)


def test_a_slower_supervisor_sees_both_and_can_still_save(
    client: Client, house: House, sue: User, case: BreachReview
) -> None:
    mine = typed(house, case, action="My own words")
    save_review(review=case, draft=a_full_draft(house), by=sue, at=clock.now())
    sign_in(client, house.sam)
    answer = client.post(page_of(case, "review_save"), mine)
    assert answer.status_code == 409
    assert "Another supervisor changed this case" in text(answer)
    assert "What Sue saved meanwhile" in text(answer)
    assert "Name one person on each shift" in text(answer)
    assert "My own words" in text(answer)
    again = client.post(
        page_of(case, "review_save"), mine | {"version": answer.context["case"]["forms"]["write"]["version"].value()}
    )
    assert again.status_code == 303
    case.refresh_from_db()
    assert case.action == "My own words"


def test_what_was_typed_into_a_case_that_moved_on_is_still_shown(
    client: Client, house: House, sue: User, case: BreachReview
) -> None:
    mine = typed(house, case, action="My own words")
    send_review(review=case, draft=a_full_draft(house), by=sue, at=clock.now())
    answer = sign_in(client, house.sam).post(page_of(case, "review_save"), mine)
    assert answer.status_code == 409
    assert "My own words" in text(answer)
    assert "Another supervisor changed this case" in text(answer)


def test_it_is_sent_back_with_a_word(client: Client, house: House, sue: User, case: BreachReview) -> None:
    send_review(review=case, draft=a_full_draft(house), by=house.sam, at=clock.now())
    sign_in(client, sue)
    empty = client.post(page_of(case, "review_return"), {"version": 2, "remark": " "})
    assert empty.status_code == 422
    assert 'id="verb-return" open' in text(empty)
    back = client.post(page_of(case, "review_return"), {"version": 2, "remark": "Who watches at night?"}, follow=True)
    assert "Who watches at night?" in text(back)
    case.refresh_from_db()
    assert case.state == ReviewState.IN_REVIEW


def test_a_clock_is_disputed_and_another_decides(client: Client, house: House, sue: User, case: BreachReview) -> None:
    sign_in(client, house.sam)
    disputed = client.post(page_of(case, "review_dispute"), {"version": 1, "reason": "It was a holiday."}, follow=True)
    assert "It was a holiday." in text(disputed)
    assert "You disputed this clock" in text(disputed)
    assert client.post(page_of(case, "review_grant"), {"version": 2, "decision": "Yes"}).status_code == 403
    sign_in(client, sue)
    granted = client.post(
        page_of(case, "review_grant"), {"version": 2, "decision": "The calendar is mended."}, follow=True
    )
    assert "Fault of the clock, counts against nobody" in text(granted)
    case.refresh_from_db()
    assert case.state == ReviewState.GRANTED
    assert page_of(case) in text(client.get(reverse("desk:reviews"), {"show": "finished"}))


def test_an_upheld_clock_goes_back_to_the_review(client: Client, house: House, sue: User, case: BreachReview) -> None:
    sign_in(client, house.sam).post(page_of(case, "review_dispute"), {"version": 1, "reason": "It was a holiday."})
    sign_in(client, sue)
    upheld = client.post(page_of(case, "review_uphold"), {"version": 2, "decision": "It was none."}, follow=True)
    assert "Upheld: the breach stands" in text(upheld)
    assert "Send for sign-off" in text(upheld)
    assert "review_dispute" not in text(upheld)


def test_agents_find_nothing(client: Client, house: House, case: BreachReview) -> None:
    sign_in(client, house.alice)
    names = ("reviews", "review_figures", "review_figures_csv", "review_causes")
    for url in (*(reverse(f"desk:{name}") for name in names), page_of(case)):
        assert client.get(url).status_code == 404, url
    for verb in ("save", "send", "sign", "return", "dispute", "uphold", "grant", "done"):
        answer = client.post(page_of(case, f"review_{verb}"), typed(house, case, remark="x", reason="x", decision="x"))
        assert answer.status_code == 404, verb
    ticket = text(client.get(reverse("desk:ticket", args=[case.breach.ticket.number])))
    assert page_of(case) not in ticket
    assert reverse("desk:reviews") not in ticket


@pytest.mark.parametrize("name", ["olive", "ada"])
def test_officers_and_administrators_read_and_do_not_write(
    client: Client, house: House, case: BreachReview, name: str
) -> None:
    page = text(sign_in(client, getattr(house, name)).get(page_of(case)))
    assert "Nobody has written the review yet." in page
    assert page_of(case, "review_save") not in page
    assert client.post(page_of(case, "review_save"), typed(house, case)).status_code == 403
    assert client.get(reverse("desk:reviews")).status_code == 200


def test_it_is_reached_from_rail_breaches_and_ticket(client: Client, house: House, case: BreachReview) -> None:
    sign_in(client, house.sam)
    breaches = text(client.get(reverse("desk:breaches")))
    assert page_of(case) in breaches
    assert reverse("desk:reviews") in breaches
    assert page_of(case) in text(client.get(reverse("desk:ticket", args=[case.breach.ticket.number])))


def test_age_is_seen_and_the_oldest_stands_first(client: Client, house: House) -> None:
    young = a_missed(house, hours=26)
    old = a_missed(house, hours=24 * 5)
    BreachReview.objects.filter(pk=old.pk).update(opened_at=clock.now() - timedelta(days=4))
    rows = sign_in(client, house.sam).get(reverse("desk:reviews")).context["rows"]
    assert rows[0]["pk"] == old.pk
    facts = {row["pk"]: (row["age"], row["share"], row["old"]) for row in rows}
    assert facts[old.pk] == ("4 d", pytest.approx(66.7, abs=0.1), True)
    assert facts[young.pk][0] == "today"
    assert not facts[young.pk][2]


def test_a_pattern_leads_to_exactly_its_cases(client: Client, house: House) -> None:
    cases = [a_missed(house, hours=26 + each) for each in range(3)]
    other = a_missed(house, hours=31)
    for each in cases:
        save_review(review=each, draft=a_full_draft(house), by=house.sam, at=clock.now())
    sign_in(client, house.sam)
    page = client.get(page_of(other))
    pattern = page.context["patterns"][0]
    assert pattern["title"] == "Queue not watched: 3"
    assert "3 of 3: Funds team" in pattern["shares"]
    assert pattern["open"] in text(page)
    listed = client.get(pattern["url"])
    assert {row["pk"] for row in listed.context["rows"]} == {each.pk for each in cases}
    assert "Queue not watched, since" in text(listed)


@pytest.mark.parametrize(
    "query", ["band=9", "cause=x", "since=yesterday", "policy=-1", "cause=99999999999", "since=1000-01-01"]
)
def test_an_address_that_nobody_wrote_finds_nothing(client: Client, house: House, query: str) -> None:
    assert sign_in(client, house.sam).get(f"{reverse('desk:reviews')}?{query}").status_code == 404


def test_lists_come_by_pages_that_neither_repeat_nor_skip(client: Client, house: House) -> None:
    for number in range(53):
        a_ticket(house, at=clock.now() - 26 * HOUR - timedelta(seconds=number))
    sweep(at=clock.now())
    sign_in(client, house.sam)
    first = client.get(reverse("desk:reviews"))
    second = client.get(reverse("desk:reviews"), {"after": first.context["page"].after})
    seen = [row["pk"] for page in (first, second) for row in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 53


def _statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_pages_cost_the_same_with_more_of_everything(
    client: Client, house: House, sue: User, case: BreachReview
) -> None:
    sign_in(client, house.sam)
    urls = [reverse("desk:reviews"), page_of(case), f"{reverse('desk:reviews')}?show=finished"]
    for url in urls:
        client.get(url)  # the first click of a session saves it, the first look at a ticket is written down
    few = [_statements(client, url) for url in urls]
    for number in range(12):
        other = a_missed(house, hours=26 + number)
        save_review(review=other, draft=a_full_draft(house), by=sue, at=clock.now())
    assign_ticket(ticket=case.breach.ticket, to=None, by=house.alice, at=clock.now())
    reply(ticket=case.breach.ticket, body="Sorry.", by=house.alice, at=clock.now())
    client.get(page_of(case))
    assert [_statements(client, url) for url in urls] == few
    assert max(few) <= MOST_STATEMENTS, few


def test_the_owner_sees_the_action_and_nothing_else(
    client: Client, house: House, sue: User, case: BreachReview
) -> None:
    send_review(review=case, draft=a_full_draft(house), by=house.sam, at=clock.now())
    sign_in(client, sue).post(page_of(case, "review_sign"), {"version": 2})
    while deliver_due(at=clock.now()):
        pass
    sign_in(client, house.bob)
    notice = text(client.get(reverse("desk:notices")))
    assert "signed off the review" in notice
    assert reverse("desk:actions") in notice
    assert page_of(case) not in notice
    actions = text(client.get(reverse("desk:actions")))
    assert "Name one person on each shift" in actions
    assert case.breach.ticket.number not in actions
    done = client.post(page_of(case, "action_done"), follow=True)
    assert "Name one person" not in text(done)
    case.refresh_from_db()
    assert case.action_done_by == house.bob
    assert sign_in(client, house.alice).post(page_of(case, "action_done")).status_code == 404


def test_notices_lead_to_the_case(client: Client, house: House, sue: User, case: BreachReview) -> None:
    send_review(review=case, draft=a_full_draft(house), by=house.sam, at=clock.now())
    while deliver_due(at=clock.now()):
        pass
    assert Notice.objects.filter(recipient=sue, event__name="review.sent").count() == 1
    page = text(sign_in(client, sue).get(reverse("desk:notices")))
    assert page_of(case) in page
    assert "Sam, 1001 sent the review of a missed promise for sign-off." in page


def test_who_comes_back_from_the_sign_in_finds_the_page(client: Client, house: House, case: BreachReview) -> None:
    sign_in(client, house.sam)
    answer = client.get(page_of(case, "review_save"))
    assert (answer.status_code, answer["Location"]) == (302, page_of(case))
    assert client.get(reverse("desk:review_cause_add"))["Location"] == reverse("desk:review_causes")


def test_nothing_there_is_nothing_here(client: Client, house: House) -> None:
    assert sign_in(client, house.sam).get(reverse("desk:review", args=[4711])).status_code == 404


def test_dates_of_the_form_are_the_readers(client: Client, house: House, case: BreachReview) -> None:
    sign_in(client, house.sam)
    local = (clock.now() + 8 * HOUR - HOUR).strftime("%Y-%m-%dT%H:%M")  # an hour ago, in Singapore
    client.post(page_of(case, "review_save"), typed(house, case, told="on", told_at=local, due_on="2026-12-24"))
    case.refresh_from_db()
    assert case.due_on == date(2026, 12, 24)
    assert case.customer_told_at is not None
    assert timedelta(minutes=59) <= clock.now() - case.customer_told_at <= timedelta(minutes=62)
