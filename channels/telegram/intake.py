"""What an update leads to: a word on a ticket, an answer of the bot, a hint in a group. The database only; answers go by the outbox."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import CustomerHandle
from accounts.services.handles import choose_language, link_handle, whose_link
from channels.conversing import Word, account_row, running_ticket, take_word
from channels.events import AnswerUndelivered, BotAsked
from channels.telegram.parse import Blocked, GroupWord, PrivateWord, read_update
from channels.telegram.status import look_up
from core.errors import DomainError, TooMany
from core.secrets import scan
from outbox.actors import SYSTEM
from outbox.models import Event
from outbox.services import once, record
from tickets.categories import ChannelKind, Language
from tickets.models import Ticket
from tickets.services import give_to_person
from tickets.states import State

log = logging.getLogger(__name__)
Make = Callable[[CustomerHandle], Event]

KIND = ChannelKind.TELEGRAM
HINT_EVERY = timedelta(minutes=10)
TOKEN_LENGTH = 38
_LANGUAGES = {"zh": Language.ZH, "中文": Language.ZH, "en": Language.EN, "english": Language.EN}
_LOCK_GROUP = "SELECT pg_advisory_xact_lock(%s, hashtext(%s))"
_LOCK_NUMBER = 0x7E1E


def take_update(data: object, *, at: datetime) -> None:
    """Take one update in; the same again changes nothing. Returns when it is stored, or when there is nothing to store.

    What the desk refuses, such as an empty text, is logged and done with: the network would only send it again.
    """
    update = read_update(data, bot_name=settings.TELEGRAM_BOT_NAME)
    try:
        with transaction.atomic():
            if isinstance(update, PrivateWord):
                _private(update, at)
            elif isinstance(update, GroupWord):
                _group(update, at)
            elif isinstance(update, Blocked):
                _blocked(update, at)
    except DomainError as refusal:
        log.warning("an update was refused: %s", refusal.reason)


def take_or_leave(data: object, *, at: datetime) -> None:
    """As `take_update`, for a network that sends again what was not taken: one update that breaks something stops no other.

    Raises OperationalError or InterfaceError when the database is away: then it shall come again.
    """
    try:
        take_update(data, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # the alarm is the log line
        log.exception("an update was left out")


def _private(word: PrivateWord, at: datetime) -> None:
    """A command is answered, everything else is a word on a ticket. A secret is never read as a command."""
    secret = bool(scan(word.text).found)
    command, rest = word.command
    if command and not secret:
        _once(word, lambda account: _obey(word, account, command, rest, at), at)
    elif word.text or word.files:
        take_word(_word(word), at=at)
    elif not word.edited:
        _once(word, lambda account: _ask(word, account, "unreadable", at), at)


def _once(word: PrivateWord, make: Make, at: datetime) -> None:
    account = account_row(word.account, at=at)
    key = f"{word.chat}:{word.update_id}"
    once(scope="telegram:update", key=key, model=Event, make=lambda: make(account), at=at)


def _word(word: PrivateWord) -> Word:
    language = word.account.language
    with translation.override(language):
        body = word.text or _("Sent a file.")
        body = _("Edited: %(text)s") % {"text": body} if word.edited else body
    place = f"{word.chat}:{word.message_id}"
    return Word(
        account=word.account,
        thread=str(word.chat),
        # Of an edited message each version is a word of its own.
        source_id=f"{place}:{word.update_id}" if word.edited else place,
        body=body,
        files=() if word.edited else word.files,
    )


def _obey(word: PrivateWord, account: CustomerHandle, command: str, rest: str, at: datetime) -> Event:
    if command == "start" and len(rest) == TOKEN_LENGTH:
        return _ask_to_link(word, account, rest, at)
    if command == "link" and rest:
        return _link(word, account, rest, at)
    if command == "language":
        chosen = _LANGUAGES.get(rest.lower())
        if chosen:
            choose_language(handle=account, language=chosen)
        return _ask(word, account, "language_set" if chosen else "language", at)
    if command == "status":
        return _status(word, account, rest, at)
    return _ask(word, account, command if command in {"start", "help", "link"} else "help", at)


def _ask(
    word: PrivateWord,
    account: CustomerHandle,
    what: str,
    at: datetime,
    *,
    ticket: Ticket | None = None,
    address: str = "",
) -> Event:
    number = ticket.pk if ticket else 0
    asked = BotAsked(subject_id=word.chat, what=what, language=account.language, ticket_id=number, address=address)
    return record(asked, by=account.customer, at=at)


def _status(word: PrivateWord, account: CustomerHandle, rest: str, at: datetime) -> Event:
    """One's own running ticket without asking; any other one by number and contact, with one answer for all that does not fit."""
    own = running_ticket(KIND, str(word.chat))
    if not rest:
        return _ask(word, account, "status" if own else "status_question", at, ticket=own)
    try:
        found = look_up(rest, asker=account, at=at)
    except TooMany:
        return _ask(word, account, "status_later", at)
    return _ask(word, account, found.what, at, ticket=found.ticket)


def _ask_to_link(word: PrivateWord, account: CustomerHandle, token: str, at: datetime) -> Event:
    """A link is pressed by whoever it was sent to. So it only says whose it is; joining takes a line that nobody sends by accident."""
    try:
        address = whose_link(handle=account, token=token, at=at)
    except TooMany:
        address = ""
    return _ask(word, account, "link_ask" if address else "link_refused", at, address=address)


def _link(word: PrivateWord, account: CustomerHandle, token: str, at: datetime) -> Event:
    """Join the account to the person who was given the token, and its running tickets with it."""
    try:
        before = link_handle(handle=account, token=token, at=at)
    except TooMany:
        return _ask(word, account, "link_refused", at)
    if before is None:
        return _ask(word, account, "link_refused", at)
    own = Ticket.objects.filter(customer=before, sources__kind=KIND, sources__thread=str(word.chat)).distinct()
    for ticket in own.exclude(state=State.CLOSED):
        give_to_person(ticket=ticket, person=account.customer, at=at)
    return _ask(word, account, "linked", at)


def _group(word: GroupWord, at: datetime) -> None:
    """The official hint, at most once in ten minutes in one group, and nothing of what was said."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_GROUP, [_LOCK_NUMBER, str(word.chat)])
    told = Event.objects.filter(subject_kind="conversation", subject_id=word.chat, name=BotAsked.name)
    if not told.filter(at__gt=at - HINT_EVERY).exists():
        record(BotAsked(subject_id=word.chat, what="group", language=word.language), by=SYSTEM, at=at)


def _blocked(update: Blocked, at: datetime) -> None:
    """Who holds the running ticket hears that answers will not arrive there."""
    ticket = running_ticket(KIND, str(update.chat))
    if ticket is None or ticket.state == State.CLOSED:
        return
    told = AnswerUndelivered(subject_id=ticket.pk, channel=KIND, reason="blocked")
    key = f"{update.chat}:{update.update_id}"
    once(scope="telegram:update", key=key, model=Event, make=lambda: record(told, by=SYSTEM, at=at), at=at)
