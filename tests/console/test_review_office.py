"""Figures of reviews and the lists of causes, through HTTP."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from outbox.models import Event
from sla.models import BreachReview, ReviewCause
from sla.services.reviews import rename_cause, save_review
from tests.console.test_reviews import a_full_draft, a_missed
from tests.people import House, sign_in
from tests.sla.reviewing import a_cause


@pytest.fixture
def case(house: House) -> BreachReview:
    return a_missed(house)


def test_figures_show_the_last_thirty_days_and_lead_to_their_cases(
    client: Client, house: House, case: BreachReview
) -> None:
    save_review(review=case, draft=a_full_draft(house), by=house.sam, at=clock.now())
    page = sign_in(client, house.olive).get(reverse("desk:review_figures"))
    row = page.context["causes"][0]
    assert (row["name"], row["line"].missed) == ("Queue not watched", 1)
    cases = client.get(row["url"]).context["rows"]
    assert [each["pk"] for each in cases] == [case.pk]


def test_a_period_that_makes_no_sense_is_told_at_its_field(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    for query in ({"since": "2026-11-02", "until": "2026-11-01"}, {"since": "2020-01-01"}, {"until": "soon"}):
        answer = client.get(reverse("desk:review_figures"), query)
        assert answer.status_code == 422
        assert "error" in answer.content.decode()
        assert client.get(reverse("desk:review_figures_csv"), query).status_code == 422


def test_figures_can_be_taken_away(client: Client, house: House, case: BreachReview) -> None:
    save_review(review=case, draft=a_full_draft(house), by=house.sam, at=clock.now())
    rename_cause(cause=a_cause(), name="=2+3", name_zh="等于五", by=house.sam, at=clock.now())
    answer = sign_in(client, house.sam).get(reverse("desk:review_figures_csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="reviews-')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["List", "Name", "Missed"]
    assert ["Cause", "'=2+3", "1", "0", "0", "0", ""] in rows
    assert ["Team", "Funds", "1", "0", "0", "0", ""] in rows
    assert rows[-1][:3] == ["All", "", "1"]


def test_figures_cost_the_same_with_more_cases(client: Client, house: House, case: BreachReview) -> None:
    sign_in(client, house.sam)
    url = reverse("desk:review_figures")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        a_missed(house, hours=27 + number)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 12


def test_causes_are_added_renamed_and_retired(client: Client, house: House) -> None:
    sign_in(client, house.ada)
    page = reverse("desk:review_causes")
    client.post(reverse("desk:review_cause_add"), {"kind": "cause", "name": "Mail lost", "name_zh": "邮件丢失"})
    cause = ReviewCause.objects.get(name="Mail lost")
    twice = client.post(reverse("desk:review_cause_add"), {"kind": "cause", "name": "mail lost", "name_zh": "丢失"})
    assert twice.status_code == 422
    assert "The list has an entry with this name" in twice.content.decode()
    rename = reverse("desk:review_cause_rename", args=[cause.pk])
    assert client.post(rename, {"name": "", "name_zh": "邮件"}).status_code == 422
    assert client.post(rename, {"name": "Mail not delivered", "name_zh": "邮件未送达"})["Location"] == page
    switch = reverse("desk:review_cause_switch", args=[cause.pk])
    assert "Not offered any more" in client.post(switch, follow=True).content.decode()
    cause.refresh_from_db()
    assert (cause.name, cause.active) == ("Mail not delivered", False)
    client.post(switch, {"active": "1"})
    cause.refresh_from_db()
    assert cause.active
    names = Event.objects.filter(subject_kind="review_cause").values_list("name", flat=True).order_by("pk")
    assert [each.partition(".")[2] for each in names] == ["added", "renamed", "retired", "restored"]


def test_officers_and_agents_do_not_keep_the_lists(client: Client, house: House) -> None:
    for user in (house.olive, house.alice):
        sign_in(client, user)
        assert client.get(reverse("desk:review_causes")).status_code == 404
        assert client.post(reverse("desk:review_cause_switch", args=[a_cause().pk])).status_code == 404


def test_chinese_readers_read_chinese_causes(client: Client, house: House, case: BreachReview) -> None:
    save_review(review=case, draft=a_full_draft(house), by=house.sam, at=clock.now())
    client.cookies["language"] = "zh-hans"
    page = sign_in(client, house.sam).get(reverse("desk:review", args=[case.pk])).content.decode()
    assert "队列无人查看" in page
    assert "资金组" in page
    assert "Queue not watched" not in page
