"""Announcements in the operator's channels on Telegram: one post per language, from the beginning on, changed and taken away too."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from channels.announcements.events import AnnouncementScheduled, AnnouncementWithdrawn
from channels.announcements.models import Announcement, AnnouncementPost
from channels.announcements.services import regions
from channels.telegram.handlers import MOST, usable
from channels.telegram.transport import bot
from core import clock
from outbox.models import Event
from outbox.registry import addressed, on
from outbox.services import deliver_to, outward_key


def chats() -> dict[str, str]:
    """Language to chat, as far as the operator named them; none without a bot."""
    named = {"en": settings.TELEGRAM_NEWS_CHAT_EN, "zh-hans": settings.TELEGRAM_NEWS_CHAT_ZH}
    return {language: chat for language, chat in named.items() if chat} if usable() else {}


@on(AnnouncementScheduled, when=lambda _event: bool(chats()))
def address_announcement(event: Event) -> None:
    """Each language is due at the beginning and has tries of its own."""
    due = max(datetime.fromisoformat(event.data["starts_at"]), event.at)
    for language in chats():
        deliver_to(handler_key="channels.post_announcement", address=language, events=[event], at=due)


@addressed
def post_announcement(event: Event, address: str) -> None:
    """The post of one language, or its newer words. What was withdrawn, has ended or was changed since is not said.

    The row is held while Telegram is called: a withdrawal comes before, or finds the post.
    """
    chat = chats().get(address)
    with transaction.atomic():
        public = Announcement.objects.running(clock.now()).select_for_update()
        said = public.filter(pk=event.subject_id, version=event.data["version"]).first()
        if chat is None or said is None:
            return
        post = AnnouncementPost.objects.filter(announcement=said, language=address).first()
        if post is None:
            sent = bot().send(chat, text_of(said, address), key=outward_key(event, f"announcement.{address}"))
            facts = {"chat": chat, "source_id": sent, "version": said.version, "at": clock.now()}
            AnnouncementPost.objects.create(announcement=said, language=address, **facts)
        elif post.version < said.version:
            bot().edit(post.chat, post.source_id, text_of(said, address))
            AnnouncementPost.objects.filter(pk=post.pk).update(version=said.version)


@on(AnnouncementWithdrawn)
def address_withdrawal(event: Event) -> None:
    """Wherever it was posted, also in a chat that the settings no longer name."""
    for post in AnnouncementPost.objects.filter(announcement=event.subject_id):
        handler = "channels.take_announcement_back"
        deliver_to(handler_key=handler, address=post.language, events=[event], at=event.at)


@addressed
def take_announcement_back(event: Event, address: str) -> None:
    """The post is deleted; where Telegram will not, a second post says that it no longer holds."""
    posts = AnnouncementPost.objects.select_related("announcement")
    post = posts.filter(announcement=event.subject_id, language=address).first()
    if post is None:
        return
    if not bot().delete(post.chat, post.source_id):
        with translation.override(address):
            context = {"title": post.announcement.said("title")}
            notice = render_to_string("telegram/announcement_withdrawn.txt", context).strip()
        bot().send(post.chat, notice, key=outward_key(event, f"announcement.{address}"))
    post.delete()


def text_of(announcement: Announcement, language: str) -> str:
    """As it is posted: at most 4,096 characters; a longer one is cut and goes on at the link."""
    known = regions()
    with translation.override(language):
        named = [known.get(each, each) if language.startswith("zh") else each for each in announcement.regions]
        context = {"announcement": announcement, "regions": named, "url": settings.PUBLIC_URL}
        context |= {"title": announcement.said("title"), "body": announcement.said("body")}
        text = render_to_string("telegram/announcement.txt", context).strip()
        left = len(text) - MOST
        if left > 0:
            context["body"] = f"{context['body'][: -left - 1].rstrip()}…"
            text = render_to_string("telegram/announcement.txt", context).strip()
    return text
