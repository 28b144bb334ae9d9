"""What Weibo pushes about our account, as far as it concerns us. Pure: any JSON value gives an answer, none an exception.

Source: the public documentation of its message push (消息推送服务: text, image, voice, position, event, mention).
"""

import json
import re

from django.utils import translation
from django.utils.translation import gettext as _

from channels.conversing import Account, RemoteFile, Word
from channels.reading import account_id, language_said, part_of, text_of
from channels.services.intake import digest
from tickets.categories import ChannelKind, Language

# Kinds that somebody wrote, with the file that each brings.
_PLAIN = {"text": "", "position": "", "image": "photo.jpg", "voice": "voice.amr"}
_FILE = re.compile(r"[0-9]{1,30}")


def read_push(data: object, *, ours: str) -> Word | None:
    """The message that somebody wrote to our account; None for what is none: events, mentions, our own words, kinds to come."""
    kind, sender = text_of(data, "type"), account_id(data, "sender_id")
    meant = account_id(data, "receiver_id") == ours
    if kind not in _PLAIN or not sender or not meant or sender == ours:
        return None
    words, files = text_of(data, "text").strip(), _files(data, _PLAIN[kind])
    if not words and not files:
        return None
    language = language_said("" if files else words, Language.ZH)
    with translation.override(language):
        body = _("Sent a file.") if files else words
    return Word(
        account=Account(ChannelKind.WEIBO, sender, sender, sender, language),
        thread=sender,
        source_id=_name(data, sender),
        body=body,
        files=files,
    )


def _name(data: object, sender: str) -> str:
    """A push has no id: it is named by all that it says, its second with it."""
    facts = part_of(data, "data")
    said = [text_of(data, each) for each in ("created_at", "type", "text")]
    return f"{sender}:{digest(json.dumps([*said, facts], sort_keys=True))}"


def _files(data: object, plain: str) -> tuple[RemoteFile, ...]:
    file_id = _file_id(data)
    return (RemoteFile(file_id, plain),) if plain and file_id else ()


def _file_id(data: object) -> str:
    """The file's number for who received it; Weibo writes it as a number or as digits."""
    found = part_of(data, "data").get("tovfid")
    given = str(found) if isinstance(found, int) and not isinstance(found, bool) and 0 < found < 10**30 else found
    return given if isinstance(given, str) and given.isascii() and _FILE.fullmatch(given) else ""
