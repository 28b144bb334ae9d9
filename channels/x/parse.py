"""What an activity of our account on X says, as far as it concerns us. Pure: any JSON value gives an answer, none an exception.

Source: the public documentation of the Account Activity API (direct_message_events, users).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext as _

from channels.conversing import Account, RemoteFile, Word
from channels.reading import account_id, language_said, named_as, part_of, parts_of, text_of
from tickets.categories import ChannelKind, Language

LONGEST_NAME = 100
_MEDIA_PATH = re.compile(r"/[0-9A-Za-z._~/-]{1,190}")
_PLAIN = {"photo": "photo.jpg", "animated_gif": "video.mp4", "video": "video.mp4"}


def read_activity(data: object, *, ours: str) -> Iterator[Word]:
    """Each message that somebody else sent to our account; what we sent comes back here too and is none."""
    if account_id(data, "for_user_id") != ours:
        return
    people = part_of(data, "users")
    for event in parts_of(data, "direct_message_events"):
        word = _word(event, people, ours)
        if word:
            yield word


def _word(event: Mapping[str, Any], people: Mapping[str, Any], ours: str) -> Word | None:
    message = part_of(event, "message_create")
    sender, source_id = account_id(message, "sender_id"), account_id(event, "id")
    meant = account_id(part_of(message, "target"), "recipient_id") == ours
    if text_of(event, "type") != "message_create" or not (sender and source_id and meant) or sender == ours:
        return None
    said = part_of(message, "message_data")
    words, files = text_of(said, "text").strip(), tuple(_files(part_of(said, "attachment")))
    if not words and not files:
        return None
    language = language_said(words, Language.EN)
    with translation.override(language):
        body = words or _("Sent a file.")
    account = _account(sender, part_of(people, sender), language)
    return Word(account=account, thread=sender, source_id=source_id, body=body, files=files)


def _account(sender: str, person: Mapping[str, Any], language: str) -> Account:
    handle, called = text_of(person, "screen_name"), text_of(person, "name")
    shown = f"@{handle}" if handle else sender
    return Account(ChannelKind.X, sender, shown[:LONGEST_NAME], (called or shown)[:LONGEST_NAME], language)


def _files(attachment: Mapping[str, Any]) -> Iterator[RemoteFile]:
    """Only the path is kept: files are fetched from the server in the settings and from no other."""
    media = part_of(attachment, "media")
    plain = _PLAIN.get(text_of(media, "type"))
    try:
        path = urlsplit(text_of(media, "media_url_https")).path
    except ValueError:
        return
    if plain and _MEDIA_PATH.fullmatch(path) and ".." not in path:
        yield RemoteFile(path, named_as(path, plain) if plain == "photo.jpg" else plain)
