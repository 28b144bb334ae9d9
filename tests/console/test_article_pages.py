"""Articles at the desk: written by who leads, read by all, taken from the public."""

from typing import Any

import pytest
from django.test import Client

from core import clock
from knowledge.articles.models import Article
from knowledge.articles.services import switch_article
from tests.console.test_macro_pages import text
from tests.knowledge.test_articles import an_article
from tests.people import House, a_ticket, sign_in


@pytest.fixture
def sam(house: House) -> Client:
    """Sam's browser."""
    return sign_in(Client(), house.sam)


def typed(**more: Any) -> dict[str, Any]:
    """What Sam types."""
    facts = {
        "title": "Late",
        "title_zh": "迟到",
        "body": "1. Wait.\n2. **Ask.**",
        "body_zh": "1. 等待。",
        "matter": "funds:deposit_missing",
        "version": 0,
    }
    return facts | more


def test_written_read_and_taken_from_the_public(sam: Client, house: House) -> None:
    answer = sam.post("/desk/articles/new/", typed())
    article = Article.objects.get()
    assert answer["Location"] == f"/desk/articles/{article.pk}/"
    assert (article.category, article.topic) == ("funds", "deposit_missing")
    assert "Late" in sam.get("/desk/articles/").content.decode()
    public = Client()
    assert public.get(f"/help/articles/{article.pk}/").status_code == 200
    sam.post(f"/desk/articles/{article.pk}/switch/", {"published": "0"})
    assert public.get(f"/help/articles/{article.pk}/").status_code == 404
    page = text(sam.get(f"/desk/articles/{article.pk}/"))
    assert "Not public" in page
    assert "took it from the public." in page
    sam.post(f"/desk/articles/{article.pk}/", typed(title="Late again", matter="funds:", version=1))
    page = text(sam.get(f"/desk/articles/{article.pk}/"))
    assert "wrote version 2: topic, title in English." in page
    sam.post(f"/desk/articles/{article.pk}/switch/", {"published": "1"})
    assert "Late again" in public.get(f"/help/articles/{article.pk}/").content.decode()


def test_what_is_missing_stands_at_its_field_and_what_was_typed_stays(sam: Client) -> None:
    answer = sam.post("/desk/articles/new/", typed(body_zh="", title="Kept"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="article-body_zh_error"' in page
    assert 'value="Kept"' in page
    assert sam.post("/desk/articles/new/", typed(matter="funds:trading")).status_code == 422
    assert not Article.objects.exists()


def test_who_was_slower_is_told_and_keeps_the_text(sam: Client, house: House) -> None:
    article = an_article(house)
    sam.post(f"/desk/articles/{article.pk}/", typed(version=1))
    answer = sam.post(f"/desk/articles/{article.pk}/", typed(title="Mine", version=1))
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.content.decode()
    assert Article.objects.get().title == "Late"


def test_agents_read_and_do_not_write(house: House) -> None:
    article = an_article(house)
    alice = sign_in(Client(), house.alice)
    page = alice.get(f"/desk/articles/{article.pk}/").content.decode()
    assert "Look at the explorer." in page
    assert "请查看区块浏览器。" in page
    assert '<form class="wide-form"' not in page
    assert alice.get("/desk/articles/new/").status_code == 403
    assert alice.post(f"/desk/articles/{article.pk}/", typed(version=1)).status_code == 403
    assert alice.post(f"/desk/articles/{article.pk}/switch/", {"published": "0"}).status_code == 403
    assert Article.objects.get().published


@pytest.mark.parametrize(("language", "title"), [("en", "My deposit is late"), ("zh-hans", "充值没有到账")])
def test_its_address_goes_into_an_answer_in_the_tickets_language(
    house: House, language: str, title: str, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://desk.test/"
    article, ticket = an_article(house), a_ticket(house, language=language)
    address = f"https://desk.test/help/articles/{article.pk}/"
    alice, there = sign_in(Client(), house.alice), f"/desk/tickets/{ticket.number}/"
    assert f'<option value="a{article.pk}"' in alice.get(there).content.decode()
    told = alice.post(f"{there}macro/", {"macro": f"a{article.pk}"}, headers={"Accept": "application/json"}).json()
    assert told == {"text": f"{title}\n{address}"}
    page = alice.post(f"{there}macro/", {"macro": f"a{article.pk}", "body": "Please read:"}).content.decode()
    assert f"Please read:\n\n{title}\n{address}" in page
    switch_article(article=article, published=False, by=house.sam, at=clock.now())
    for gone in (f"a{article.pk}", "a", "a0", "ax", "a99999999999999999"):
        assert alice.post(f"{there}macro/", {"macro": gone}).status_code == 404
