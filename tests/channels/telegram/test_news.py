"""An announcement stands in the operator's channels on Telegram from its beginning on, once per language, until it is withdrawn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from channels.announcements.models import Announcement, AnnouncementPost
from channels.announcements.services import Words, announce, withdraw_announcement
from core import clock
from outbox.models import Delivery, DeliveryState
from outbox.services import deliver_due
from tests.channels.telegram.bot_api import BotApi
from tests.people import House

EN, ZH = "@aldermoor_news", "-1007001"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _chats() -> Iterator[None]:
    with override_settings(TELEGRAM_NEWS_CHAT_EN=EN, TELEGRAM_NEWS_CHAT_ZH=ZH):
        yield


def said(house: House, *, starts_at: datetime | None = None, **other: object) -> Announcement:
    """One that begins now, or later."""
    words = Words("news", "A new line", "新热线", "Since today.", "今日开通。", starts_at or clock.now())
    return announce(words=replace(words, **other), by=house.sam, at=clock.now())  # type: ignore[arg-type] # a table of keywords


def deliver(after: timedelta = timedelta(0)) -> None:
    with clock.shifted(after):
        deliver_due(at=clock.now())


def chats(api: BotApi) -> list[str]:
    return sorted(chat for chat, _text in api.sent)


def test_each_language_is_posted_in_its_chat_at_the_beginning(api: BotApi, house: House) -> None:
    said(house, starts_at=clock.now() + HOUR)
    deliver()
    assert api.sent == []
    deliver(HOUR)
    texts = dict(api.sent)
    assert sorted(texts) == [ZH, EN]
    assert texts[EN].startswith("A new line\n\nSince today.")
    assert texts[ZH].startswith("新热线\n\n今日开通。")
    assert texts[EN].endswith("/announcements/")


def test_without_a_chat_nothing_is_posted(api: BotApi, house: House) -> None:
    with override_settings(TELEGRAM_NEWS_CHAT_EN="", TELEGRAM_NEWS_CHAT_ZH=""):
        said(house)
        deliver()
    assert api.calls == []


def test_what_is_delivered_again_is_not_posted_again(api: BotApi, house: House) -> None:
    said(house)
    deliver()
    Delivery.objects.update(state=DeliveryState.PENDING, not_before=clock.now())
    deliver()
    assert chats(api) == [ZH, EN]


def test_a_language_that_failed_is_tried_alone_and_under_the_same_key(api: BotApi, house: House) -> None:
    said(house)
    api.faults = [502]
    deliver()
    assert len(api.sent) == 1
    deliver(HOUR)
    assert chats(api) == [ZH, EN]
    keys = [key for method, key in api.calls if method == "sendMessage"]
    assert (len(keys), len(set(keys))) == (3, 2)


def test_a_pause_that_telegram_asks_for_is_kept_and_costs_no_try(api: BotApi, house: House) -> None:
    said(house)
    api.pauses = [120]
    deliver()
    deliver(timedelta(seconds=100))
    assert len(api.sent) == 1
    assert (
        Delivery.objects.get(state=DeliveryState.PENDING, handler__startswith="channels.post_announcement").tries == 0
    )
    deliver(timedelta(seconds=130))
    assert chats(api) == [ZH, EN]


def test_what_is_withdrawn_before_or_has_ended_is_never_posted(api: BotApi, house: House) -> None:
    later = clock.now() + HOUR
    withdraw_announcement(announcement=said(house, starts_at=later), by=house.sam, at=clock.now())
    said(house, starts_at=later, ends_at=later + HOUR)
    deliver()
    deliver(3 * HOUR)
    assert api.sent == []


def test_other_words_replace_the_post_and_a_new_beginning_moves_it(api: BotApi, house: House) -> None:
    made = said(house, starts_at=clock.now() + HOUR)
    words = Words("news", "Moved", "改期", "Later.", "晚些。", clock.now() + 3 * HOUR)
    announce(words=words, by=house.sam, at=clock.now(), announcement=made)
    deliver()
    deliver(2 * HOUR)
    assert api.sent == []
    deliver(3 * HOUR)
    assert chats(api) == [ZH, EN]
    with clock.shifted(3 * HOUR):
        announce(words=replace(words, body="At last."), by=house.sam, at=clock.now(), announcement=made)
    deliver(3 * HOUR + timedelta(minutes=1))
    deliver(4 * HOUR)
    assert len(api.sent) == 2
    assert any("At last." in text for _id, text in api.edited)


def test_a_withdrawal_takes_the_posts_away_or_says_that_they_no_longer_hold(api: BotApi, house: House) -> None:
    made = said(house)
    deliver()
    api.keeps = {AnnouncementPost.objects.get(language="en").source_id}
    withdraw_announcement(announcement=made, by=house.sam, at=clock.now())
    deliver()
    deliver(HOUR)
    assert [chat for chat, _id in api.deleted] == [ZH]
    assert [text for chat, text in api.sent if chat == EN][1:] == [
        "Withdrawn: “A new line”. What stands above about it no longer holds."
    ]
    assert not AnnouncementPost.objects.exists()


def test_a_long_one_is_cut_and_goes_on_at_the_link(api: BotApi, house: House) -> None:
    said(house, title="t" * 120, body="word " * 799)
    deliver()
    text = dict(api.sent)[EN]
    assert len(text) <= 4096
    assert text.endswith("/announcements/")
