"""What an update of the Bot API says, as far as it concerns us. Pure: any JSON value gives an answer, none an exception.

Source: the public documentation of the Bot API (Update, Message, ChatMemberUpdated).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from channels.conversing import Account, RemoteFile
from channels.reading import MEDIA_TYPE, language_of, named_as, number_of, part_of, text_of
from tickets.categories import ChannelKind

LONGEST_NAME = 100
FILE_ID = re.compile(r"[0-9A-Za-z_-]{1,200}")
FILES = {"document": "document", "voice": "voice.ogg", "audio": "audio", "video": "video.mp4"}
# The question that asks for number and contact ends so; an answer to it is read as the command.
STATUS_MARK = "/status"


@dataclass(frozen=True)
class PrivateWord:
    """Somebody wrote to the bot alone. `text` is a message or a caption; `answers_status`: it answers the bot's question for a number."""

    update_id: int
    chat: int
    message_id: int
    account: Account
    text: str
    files: tuple[RemoteFile, ...] = ()
    edited: bool = False
    answers_status: bool = False

    @property
    def command(self) -> tuple[str, str]:
        """The command without its slash, in lower case, and what follows it; both empty for what is none."""
        if self.answers_status:
            return "status", self.text
        if not self.text.startswith("/") or self.edited:
            return "", ""
        head, _blank, rest = self.text[1:].partition(" ")
        return head.partition("@")[0].strip().lower(), rest.strip()


@dataclass(frozen=True)
class GroupWord:
    """The bot was addressed in a group. What was said there is not ours to keep."""

    update_id: int
    chat: int
    language: str


@dataclass(frozen=True)
class Blocked:
    """Somebody closed their conversation with the bot."""

    update_id: int
    chat: int


@dataclass(frozen=True)
class Nothing:
    """Not for us, and why."""

    why: str


Update = PrivateWord | GroupWord | Blocked | Nothing


def read_update(data: object, *, bot_name: str = "") -> Update:
    """The one thing that an update tells us."""
    update_id = number_of(data, "update_id")
    if update_id is None:
        return Nothing("no update id")
    member = part_of(data, "my_chat_member")
    if member:
        return _member(update_id, member)
    for kind in ("message", "edited_message"):
        if message := part_of(data, kind):
            return _message(update_id, message, edited=kind == "edited_message", bot_name=bot_name)
    return Nothing("unknown kind")


def _member(update_id: int, member: Mapping[str, Any]) -> Update:
    chat = part_of(member, "chat")
    number = number_of(chat, "id")
    gone = text_of(part_of(member, "new_chat_member"), "status") == "kicked"
    if number is None or text_of(chat, "type") != "private" or not gone:
        return Nothing("membership")
    return Blocked(update_id, number)


def _message(update_id: int, message: Mapping[str, Any], *, edited: bool, bot_name: str) -> Update:
    chat, sender = part_of(message, "chat"), part_of(message, "from")
    number, message_id, author = number_of(chat, "id"), number_of(message, "message_id"), number_of(sender, "id")
    if number is None or message_id is None or author is None:
        return Nothing("incomplete")
    if sender.get("is_bot") is True:
        return Nothing("a program")
    language = language_of(text_of(sender, "language_code"))
    text = (text_of(message, "text") or text_of(message, "caption")).strip()
    if text_of(chat, "type") in {"group", "supergroup"}:
        return (
            GroupWord(update_id, number, language)
            if _addressed(message, text, bot_name)
            else Nothing("talk of a group")
        )
    if text_of(chat, "type") != "private":
        return Nothing("no private conversation")
    return PrivateWord(
        update_id=update_id,
        chat=number,
        message_id=message_id,
        account=_account(author, sender, language),
        text=text,
        files=tuple(_files(message)),
        edited=edited,
        answers_status=_answers_status(message, edited),
    )


def _account(author: int, sender: Mapping[str, Any], language: str) -> Account:
    username = text_of(sender, "username")
    person = " ".join(filter(None, (text_of(sender, "first_name"), text_of(sender, "last_name"))))
    shown = f"@{username}" if username else person
    return Account(ChannelKind.TELEGRAM, str(author), shown[:LONGEST_NAME], person[:LONGEST_NAME], language)


def _addressed(message: Mapping[str, Any], text: str, bot_name: str) -> bool:
    """Called by name or by a command, or answered."""
    author = part_of(part_of(message, "reply_to_message"), "from")
    named = bool(bot_name) and f"@{bot_name.lower()}" in text.lower()
    answered = bool(bot_name) and text_of(author, "username").lower() == bot_name.lower()
    plain_command = text.startswith("/") and "@" not in text.split(" ", maxsplit=1)[0]
    return named or answered or plain_command


def _answers_status(message: Mapping[str, Any], edited: bool) -> bool:
    question = part_of(message, "reply_to_message")
    ours = part_of(question, "from").get("is_bot") is True
    return ours and not edited and text_of(question, "text").rstrip().endswith(STATUS_MARK)


def _files(message: Mapping[str, Any]) -> Iterator[RemoteFile]:
    photos = message.get("photo")
    sizes = [each for each in photos if isinstance(each, Mapping)] if isinstance(photos, list) else []
    if sizes and (
        file := _file(
            max(sizes, key=lambda each: number_of(each, "file_size") or 0), "", "image/jpeg", plain="photo.jpg"
        )
    ):
        yield file
    for kind, name in FILES.items():
        part = part_of(message, kind)
        if part and (file := _file(part, text_of(part, "file_name"), text_of(part, "mime_type"), plain=name)):
            yield file


def _file(part: Mapping[str, Any], name: str, media_type: str, *, plain: str) -> RemoteFile | None:
    file_id = text_of(part, "file_id")
    if not FILE_ID.fullmatch(file_id):
        return None
    return RemoteFile(file_id, named_as(name, plain), media_type if MEDIA_TYPE.fullmatch(media_type) else "")
