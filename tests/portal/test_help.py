"""The help centre as visitors use it: by category, by words, one article, and before they write to us."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from incidents.services import Notice, Rule, declare_incident
from knowledge.articles.models import Article
from knowledge.articles.services import switch_article
from tests.knowledge.test_articles import an_article
from tests.people import House, a_ticket

SEED = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.fixture
def article(house: House) -> Article:
    """About a deposit."""
    return an_article(house)


def centre(client: Client, words: str, language: str = "en") -> str:
    """The page that answers to these words."""
    return client.post("/help/", {"words": words}, headers={"Accept-Language": language}).content.decode()


def test_from_the_home_page_to_the_article_and_on_to_us(client: Client, article: Article) -> None:
    assert 'action="/help/"' in client.get("/").content.decode()
    found = centre(client, "deposit late")
    assert "1 article for “deposit late”" in found
    assert f'href="/help/articles/{article.pk}/"' in found
    read = client.get(f"/help/articles/{article.pk}/").content.decode()
    assert "Look at the explorer." in read
    assert 'href="/ask/funds/"' in read
    assert 'href="/chat/"' in read


def test_it_speaks_the_visitors_language(client: Client, article: Article) -> None:
    assert "充值没有到账" in centre(client, "充值", "zh-hans")
    page = client.get(f"/help/articles/{article.pk}/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "请查看区块浏览器。" in page
    assert "Look at the explorer." not in page


def test_words_that_find_nothing_lead_to_us(client: Client, article: Article) -> None:
    page = centre(client, "unicorn")
    assert "Nothing answers to these words" in page
    assert 'href="/ask/"' in page


def test_nothing_typed_is_told(client: Client, house: House) -> None:
    answer = client.post("/help/", {"words": "  "})
    assert answer.status_code == 422
    assert "Type a few words" in answer.content.decode()
    assert client.post("/help/", {"words": "x" * 201}).status_code == 422


def test_a_ticket_number_is_shown_its_way(client: Client, house: House) -> None:
    assert "That is a ticket number." in centre(client, a_ticket(house, at=clock.now()).number)


def test_a_secret_is_not_said_back(client: Client, article: Article) -> None:
    page = centre(client, f"deposit {SEED}")
    assert "sausage" not in page
    assert "deposit" in page


def test_it_stands_behind_its_door_and_before_the_form_of_its_topic(client: Client, article: Article) -> None:
    link = f'href="/help/articles/{article.pk}/"'
    assert link in client.get("/help/funds/").content.decode()
    form = client.get("/ask/funds/deposit_missing/").content.decode()
    assert form.index(link) < form.index('id="id_body"')
    for elsewhere in ("/ask/funds/fiat/", "/ask/guidance/trading/", "/help/guidance/"):
        assert link not in client.get(elsewhere).content.decode()


def test_what_runs_now_is_said_above_it(client: Client, house: House, article: Article) -> None:
    notice = Notice("Deposits are late.", "充值延迟。", "TRON is late", "波场延迟")
    rule = Rule("funds", clock.now(), "deposit_missing", ["tron"])
    declare_incident(notice=notice, rule=rule, by=house.sam, at=clock.now())
    assert "TRON is late" in client.get(f"/help/articles/{article.pk}/").content.decode()
    assert "TRON is late" in client.get("/help/").content.decode()


def test_a_readers_word_is_counted_once(client: Client, article: Article) -> None:
    address = f"/help/articles/{article.pk}/"
    assert "good to know" in client.post(address, {"helped": "1"}).content.decode()
    assert "please ask us" in client.post(address, {"helped": "0"}).content.decode()
    assert "Did this help?" in client.post(address, {"helped": "perhaps"}).content.decode()
    article.refresh_from_db()
    assert (article.helped, article.not_helped) == (1, 0)


def test_what_was_taken_from_the_public_is_gone(client: Client, house: House, article: Article) -> None:
    switch_article(article=article, published=False, by=house.sam, at=clock.now())
    assert client.get(f"/help/articles/{article.pk}/").status_code == 404
    assert client.post(f"/help/articles/{article.pk}/", {"helped": "1"}).status_code == 404
    assert "My deposit is late" not in client.get("/help/").content.decode()


def test_pages_cost_the_same_with_more_articles(client: Client, house: House, article: Article) -> None:
    pages = (
        reverse("portal:help_centre"),
        "/help/funds/",
        f"/help/articles/{article.pk}/",
        "/ask/funds/deposit_missing/",
    )
    before = [_statements(client, page) for page in pages]
    for _each in range(12):
        an_article(house)
    assert [_statements(client, page) for page in pages] == before


def _statements(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)
