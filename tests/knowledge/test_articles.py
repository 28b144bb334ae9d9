"""The help centre: what may be written, what a visitor finds with their words, whose word counts."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from config.demo.articles import ARTICLES
from core import clock
from core.errors import Conflict, InvalidInput, NotAllowed
from core.rich_text import plain_line, rich_text
from knowledge.articles.models import MOST_FOUND, Article
from knowledge.articles.searching import pairs
from knowledge.articles.services import ArticleDraft, rate_article, save_article, switch_article
from outbox.selectors import events_of
from tests.people import House

FACTS = {
    "title": "My deposit is late",
    "title_zh": "充值没有到账",
    "body": "Look at the explorer.",
    "body_zh": "请查看区块浏览器。",
    "category": "funds",
    "topic": "deposit_missing",
}


def an_article(house: House, **more: Any) -> Article:
    """Sam's."""
    return save_article(draft=ArticleDraft(**(FACTS | more)), by=house.sam, at=clock.now())


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("title", " ", "fill this in"),
        ("title_zh", "字" * 121, "120"),
        ("body", "", "fill this in"),
        ("body_zh", "字" * 8_001, "8,000"),
        ("category", "gossip", "category"),
        ("topic", "trading", "another category"),
        ("topic", "no_such_topic", "another category"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    house: House, field: str, value: str, word: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        an_article(house, **{field: value})
    assert word in str(refused.value.fields[field])
    assert not Article.objects.exists()


def test_only_who_leads_writes(house: House) -> None:
    article, at = an_article(house), clock.now()
    for person in (house.alice, house.olive, house.pbx):
        with pytest.raises(NotAllowed):
            switch_article(article=article, published=False, by=person, at=at)
        with pytest.raises(NotAllowed):
            save_article(draft=ArticleDraft(**FACTS), by=person, at=at)


def test_versions_count_changes_and_who_was_slower_is_told(house: House) -> None:
    article = an_article(house)
    assert an_article(house).pk != article.pk
    draft, at = ArticleDraft(**(FACTS | {"body": "Look twice."})), clock.now()
    changed = save_article(draft=draft, article=article, seen_version=1, by=house.sam, at=at)
    assert changed.version == 2
    assert save_article(draft=draft, article=article, seen_version=2, by=house.sam, at=at).version == 2
    with pytest.raises(Conflict):
        save_article(draft=ArticleDraft(**FACTS), article=article, seen_version=1, by=house.ada, at=at)
    assert [each.data for each in events_of("article", article.pk)] == [
        {"version": 1, "changed": []},
        {"version": 2, "changed": ["body"]},
    ]


def test_the_database_keeps_both_languages(house: House) -> None:
    article = an_article(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(title_zh="")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("deposit not arrived", "My deposit has not arrived"),
        ("where are my deposits???", "My deposit has not arrived"),
        ("充值没到账", "My deposit has not arrived"),
        ("充值為什麼沒有到账", "My deposit has not arrived"),
        ("提现审核要多久", "Why a withdrawal is under review"),
        ("withdrawals reviewed", "Why a withdrawal is under review"),
        ("忘记填memo了", "Sent on the wrong network or without a memo"),
        ("冻结", "Freeze your account yourself"),
        ("freezing the account", "Freeze your account yourself"),
        ("二次验证", "I lost my second factor"),
        ("有人冒充客服", "Somebody claims to be our support"),
        ("fake support called me", "Somebody claims to be our support"),
        ("爆仓 强平", "How leverage and liquidation work"),
        ("税", "Download statements and tax records"),
        ("ＴＡＸ", "Download statements and tax records"),
        ("投诉多久答复", "How to complain, and by when you hear from us"),
    ],
)
def test_words_of_either_language_find_the_article(house: House, asked: str, first: str) -> None:
    for draft in ARTICLES:
        save_article(draft=draft, by=house.sam, at=clock.now())
    assert [each.title for each in Article.objects.matching(asked)][:1] == [first]


@pytest.mark.parametrize("asked", ["", " ", "???", "the", "' | & ! :* <-> \\", "😀", "ζωή", "𠀀"])
def test_what_says_nothing_finds_nothing(house: House, asked: str) -> None:
    an_article(house)
    assert list(Article.objects.matching(asked)) == []


@given(st.text(max_size=400))
def test_no_words_are_an_operator(words: str) -> None:
    assert all(sign.isalnum() and sign.isascii() for each in pairs(words) for sign in each)


def test_what_the_public_may_not_read_is_not_found(house: House) -> None:
    article = an_article(house)
    switch_article(article=article, published=False, by=house.sam, at=clock.now())
    assert not Article.objects.matching("deposit")
    assert not Article.objects.about("funds", "deposit_missing")
    assert not Article.objects.shelf("funds")


def test_an_index_finds_it_and_a_search_is_bounded(house: House) -> None:
    for _each in range(MOST_FOUND + 5):
        an_article(house)
    found = Article.objects.matching("deposit")
    assert len(found) == MOST_FOUND
    columns = ", ".join(f'"{each.column}"' for each in Article._meta.fields if each.name not in {"id", "words"})
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO knowledge_article ({columns}, words) "
            f"SELECT {columns}, to_tsvector('simple', 'word' || n) "
            "FROM (SELECT * FROM knowledge_article LIMIT 1) one, generate_series(1, 6000) n"
        )
        cursor.execute("SELECT gin_clean_pending_list('article_words')")
        cursor.execute("ANALYZE knowledge_article")
    assert "article_words" in found.explain()


def test_its_topic_comes_before_its_category(house: House) -> None:
    whole = an_article(house, topic="", title="Of all funds")
    other = an_article(house, topic="fiat", title="Cards")
    own = an_article(house)
    assert list(Article.objects.about("funds", "deposit_missing")) == [own, whole]
    assert other not in Article.objects.about("funds")


def test_one_word_a_day_from_each_place_counts(house: House) -> None:
    article, at = an_article(house), clock.now()
    for place, helped in (("one", True), ("one", True), ("one", False), ("two", False)):
        rate_article(article=article, helped=helped, place=place, at=at)
    article.refresh_from_db()
    assert (article.helped, article.not_helped) == (1, 1)


def test_a_text_leads_nobody_away_and_runs_nothing() -> None:
    html = rich_text(
        "# So\n\n<script>x</script> [here](https://evil.test) ![p](x.png) <https://evil.test>\n\n1. **a**\n2. b"
    )
    assert "<h2>So</h2>" in html
    assert "<ol>\n<li><strong>a</strong></li>" in html
    assert "<script" not in html
    assert "<a" not in html
    assert "<img" not in html
    assert plain_line("# So\n\n1. **a** b") == "So a b"


@given(st.text(alphabet="<>[]()!*_#-1. \n`&\"'ab", max_size=200))
def test_no_text_becomes_anything_but_the_few_marks(text: str) -> None:
    html = str(rich_text(text))
    for mark in ("p", "ol", "ul", "li", "em", "strong", "h2", "h3", "h4", "h5", "h6"):
        html = html.replace(f"<{mark}>", "").replace(f"</{mark}>", "")
    for alone in ("<br>", "<br />", "<hr>", "<hr />"):
        html = html.replace(alone, "")
    assert "<" not in re.sub(r'<ol start="\d+">', "", html)


def test_an_agent_is_offered_the_topics_own_first_and_all_of_the_category(house: House) -> None:
    whole, other, own = an_article(house, topic=""), an_article(house, topic="fiat"), an_article(house)
    elsewhere = an_article(house, category="guidance", topic="trading")
    offered = list(Article.objects.offered_for("funds", "deposit_missing"))
    assert offered == [own, whole, other]
    assert elsewhere not in offered
