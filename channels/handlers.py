"""Reactions after commit: what we write goes back by the way the customer's word came, and what lies there is fetched."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import CustomerHandle
from channels.events import AnswerUndelivered, FilesFetched, FilesWanted, SecretRemoved
from channels.models import SourceRef
from channels.ways import RecipientGoneError, SentFile, Way, usable_kinds, way_of
from core import clock
from core.errors import DomainError
from core.files import IncomingFile
from core.message_codes import code_of
from outbox.actors import SYSTEM
from outbox.models import Event
from outbox.registry import on
from outbox.services import PermanentFailureError, once, outward_key, record
from tickets.events import TicketOpened, TicketReplied, TicketResolved
from tickets.models import Attachment, FileState, Message, Ticket
from tickets.services import attach_files
from tickets.services.attaching import LARGEST


def _came_by_one(event: Event) -> bool:
    return event.data["channel"] in usable_kinds()


def _any_usable(_event: Event) -> bool:
    return bool(usable_kinds())


@on(TicketOpened, when=_came_by_one)
def say_promise(event: Event) -> None:
    """The first answer: number, both promised times, what we never ask."""
    _say(event, "channels.say_promise", "opened")


@on(TicketReplied, when=_any_usable)
def say_answer(event: Event) -> None:
    """Our answer, whole: a conversation is seen by who holds the account, and by nobody else."""
    message = Message.objects.select_related("by").get(pk=event.data["message_id"])
    _say(event, "channels.say_answer", "replied", message=message, agent=message.by)


@on(TicketResolved, when=_any_usable)
def say_solved(event: Event) -> None:
    """We consider it solved, and a word is enough to say that it is not."""
    _say(event, "channels.say_solved", "resolved")


@on(SecretRemoved)
def take_secret_back(event: Event) -> None:
    """What held a secret is deleted where the network lets us, and the customer is warned."""
    ref = SourceRef.objects.filter(message_id=event.data["message_id"]).order_by("id").first()
    way = way_of(ref.kind) if ref else None
    if ref is None or way is None:
        return
    try:
        deleted = bool(way.delete and way.delete(ref.thread, ref.source_id))
    except PermanentFailureError:
        deleted = False
    _say(event, "channels.take_secret_back", "secret", deleted=deleted, kinds=event.data["kinds"])


def _say(event: Event, handler: str, template: str, *, message: Message | None = None, **more: Any) -> None:
    ticket = Ticket.objects.select_related("customer").get(pk=event.subject_id)
    ref = conversation_of(ticket)
    way = way_of(ref.kind) if ref else None
    if ref is None or way is None:
        return
    files = message.attachments.filter(state=FileState.CLEAN).order_by("pk") if message else ()
    elsewhere = bool(files) and way.send_file is None
    key = outward_key(event, handler)
    facts = {"message": message, "code": code_of(key)}
    text = _rendered(ticket, ref, template, {**more, **facts, "elsewhere": elsewhere})
    try:
        for place, part in enumerate(split(text, way.most)):
            _send_once(way, ref, partial(way.send, ref.thread, part), f"{key}.{place}", facts)
        for each in files if way.send_file else ():
            _send_once(way, ref, partial(_send_file, way, ref.thread, each), f"{key}.file.{each.pk}", facts)
    except RecipientGoneError as refusal:
        with transaction.atomic():
            told = AnswerUndelivered(subject_id=ticket.pk, channel=ref.kind, reason=refusal.reason)
            record(told, by=SYSTEM, at=clock.now())


def _send_file(way: Way, thread: str, file: Attachment, key: str) -> str:
    with file.file.open("rb") as stored:
        content = stored.read()
    sent = SentFile(file.name, file.media_type, content, picture=bool(file.thumbnail))
    return way.send_file(thread, sent, key) if way.send_file else key


def _send_once(way: Way, ref: SourceRef, out: Callable[[str], str], key: str, facts: dict[str, Any]) -> None:
    """One part, not again when a later one failed; its name is kept, so that an answer to it finds the ticket."""

    def send() -> SourceRef:
        sent = out(key)
        known = {**facts, "thread": ref.thread, "ticket_id": ref.ticket_id, "at": clock.now()}
        return SourceRef.objects.get_or_create(kind=way.kind, source_id=sent, defaults=known)[0]

    once(scope=f"sent:{way.kind}", key=key, model=SourceRef, make=send, at=clock.now())


def conversation_of(ticket: Ticket) -> SourceRef | None:
    """Where the customer's newest word on this ticket came from, among the networks on which we answer."""
    of_ticket = Q(ticket=ticket) | Q(message__ticket=ticket)
    known = SourceRef.objects.filter(of_ticket, kind__in=usable_kinds()).exclude(thread="")
    return known.order_by("-id").first()


def language_in(ref: SourceRef, ticket: Ticket) -> str:
    """What the account reads, as far as it said so."""
    account = CustomerHandle.objects.filter(kind=ref.kind, customer_id=ticket.customer_id).order_by("-id").first()
    return account.language if account else ticket.language


def _rendered(ticket: Ticket, ref: SourceRef, template: str, context: dict[str, Any]) -> str:
    language = language_in(ref, ticket)
    with translation.override(language):
        facts = {**context, "ticket": ticket, "zone": settings.OPERATOR["zone"], "url": settings.PUBLIC_URL}
        return render_to_string(f"social/{template}.txt", facts).strip()


def split(text: str, most: int) -> Iterator[str]:
    """In pieces of at most `most` characters, at line ends or blanks where there are any."""
    while len(text) > most:
        cut = max(text.rfind("\n", most // 2, most), 0) or max(text.rfind(" ", most // 2, most), 0) or most
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


@on(FilesWanted)
def fetch_files(event: Event) -> None:
    """What came with a message is brought here. What is too large, gone or refused is counted as missing."""
    message = Message.objects.get(pk=event.data["message_id"])
    way = way_of(event.data["channel"])
    if way is None or way.fetch is None or message.attachments.exists():
        return
    files, missing = [], 0
    for each in event.data["files"]:
        try:
            files.append(IncomingFile(each["name"], way.fetch(each["id"], LARGEST), each["media_type"]))
        except PermanentFailureError:
            missing += 1
    with transaction.atomic():
        try:
            attach_files(message=message, files=files, at=clock.now())
        except DomainError:
            files, missing = [], missing + len(files)
        done = FilesFetched(subject_id=message.ticket_id, message_id=message.pk, count=len(files), missing=missing)
        record(done, by=SYSTEM, at=clock.now())
