"""Reactions after commit: customers are told by mail, staff on the desk."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, timedelta

from accounts.events import CodeRequested
from accounts.models import OneTimeCode, Role, User
from accounts.selectors import active_staff
from accounts.services.codes import VALID_FOR, digits, send_code
from channels.chat.selectors import chat_of
from channels.dispositions import Disposition
from channels.events import AnswerUndelivered, CallFinished, SecretRemoved
from channels.mail.selectors import opened_by_list, proven_by_mail
from complaints.events import ComplaintOpened, ComplaintReopened, LateNoticeDue, LetterReleased
from complaints.models import Complaint, Letter, LetterKind
from complaints.services import acknowledge, note_mailed
from complaints.wording import blocks_of, plain
from core import clock
from core.errors import TooMany
from notifications.mail import fitting_files, send_to_customer
from notifications.services import tell
from outbox.models import Event
from outbox.registry import on
from outbox.services import NotYetError, outward_key
from sla.events import GuardEngaged, PromiseBreached, TimerHeld
from tickets.categories import ChannelKind
from tickets.events import (
    CustomerIdentified,
    CustomerReplied,
    StaffMentioned,
    StatusCodeAsked,
    TicketAssigned,
    TicketMerged,
    TicketOpened,
    TicketReplied,
    TicketResolved,
)
from tickets.models import Attachment, Message, Ticket
from tickets.selectors import watchers_of
from tickets.services.visitors import CODE_PURPOSE


def _ticket(event: Event) -> Ticket:
    found = Ticket.objects.select_related("customer", "team__lead", "assignee")
    return found.get(pk=event.subject_id)


def _mail(event: Event, handler: str, template: str, *, files: Sequence[Attachment] = (), **context: object) -> None:
    ticket = _ticket(event)
    context |= {"ticket": ticket, "callback": ticket.calls.filter(callback_at__isnull=False).first()}
    key = f"notifications.{handler}"
    send_to_customer(
        ticket.customer, template, context, event=event, handler=key, language=ticket.language, files=files
    )


@on(TicketOpened)
def mail_promise(event: Event) -> None:
    """The number and both promised times. Nothing the caller said: the address may be a stranger's. A list is not answered by a machine."""
    if _one_more_to_a_stranger(event) or opened_by_list(_ticket(event)):
        return
    _mail(event, "mail_promise", "opened")


_OPEN_TO_ALL = (ChannelKind.WEB, ChannelKind.CHAT)


def _one_more_to_a_stranger(event: Event) -> bool:
    """Anybody can write any address into the web form or a chat: each gets one such mail a day (UTC), however often it is written there."""
    ticket = _ticket(event)
    customer = ticket.customer
    if ticket.channel not in _OPEN_TO_ALL or customer.registered or not customer.email:
        return False
    midnight = ticket.opened_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    same_day = Ticket.objects.filter(opened_at__gte=midnight, channel__in=_OPEN_TO_ALL, pk__lt=ticket.pk)
    return same_day.filter(customer__email_hash=customer.email_hash, customer__exchange_uid="").exists()


@on(TicketReplied)
def mail_reply(event: Event) -> None:
    """Our answer with its files, in full only to somebody whose address we can believe; others read it after a one-time code.

    Who matched at the call is believed, and who wrote from that address by a mail that proved it.
    """
    message = Message.objects.get(pk=event.data["message_id"])
    ticket = _ticket(event)
    if ticket.channel == ChannelKind.CHAT and _read_in_chat(ticket, message):
        return
    believed = (ticket.customer.registered and ticket.identity_level >= 1) or proven_by_mail(ticket)
    fitting, left = fitting_files(message) if believed else ([], [])
    body = message.body if believed else ""
    _mail(event, "mail_reply", "replied", files=fitting, body=body, left=left, agent=message.by)


def _read_in_chat(ticket: Ticket, message: Message) -> bool:
    """Whether the customer's page has had it. As long as the line is open it may still: then this waits."""
    line = chat_of(ticket)
    if line is None:
        return False
    if line.read_by_visitor_at and line.read_by_visitor_at >= message.at:
        return True
    if line.is_live:
        raise NotYetError(clock.now() + timedelta(minutes=1))
    return False


@on(TicketResolved)
def mail_solution(event: Event) -> None:
    """It is solved, and how to say that it is not."""
    _mail(event, "mail_solution", "resolved")


@on(TicketMerged)
def mail_merged(event: Event) -> None:
    """Two tickets go on as one: under which number, and that the other stays valid."""
    into = Ticket.objects.get(pk=event.data["into"])
    _mail(event, "mail_merged", "merged", into=into)


@on(ComplaintOpened, ComplaintReopened)
def mail_complaint(event: Event) -> None:
    """The acknowledgement of receipt, whole but for what the customer wrote: the desk itself sends it, and the law's clock is met."""
    complaint = Complaint.objects.select_related("ticket", "customer").get(pk=event.data["complaint_id"])
    letter = acknowledge(complaint=complaint, at=event.at)
    _mail_letter(event, "mail_complaint", letter, template="complaint", words=plain(blocks_of(letter.content)))


@on(LetterReleased)
def mail_letter(event: Event) -> None:
    """A letter is ready to be read: its subject, and where to read it with a one-time code."""
    letter = Letter.objects.select_related("complaint__ticket", "complaint__customer").get(pk=event.data["letter_id"])
    template = "decided" if letter.kind == LetterKind.DECISION else "letter"
    _mail_letter(event, "mail_letter", letter, template=template, words=plain(blocks_of(letter.content)[1:]))


def _mail_letter(event: Event, handler: str, letter: Letter, *, template: str, words: str) -> None:
    """In the letter's language. That it was sent is noted only when a server took it; without an address an officer notes how."""
    complaint, key = letter.complaint, f"notifications.{handler}"
    if not complaint.customer.email:
        return
    context = {"ticket": complaint.ticket, "complaint": complaint, "letter": letter, "words": words}
    if send_to_customer(complaint.customer, template, context, event=event, handler=key, language=letter.language):
        note_mailed(letter=letter, key=outward_key(event, key), at=clock.now())


@on(CodeRequested)
def mail_code(event: Event) -> None:
    """The digits exist only here and in the mail, which is in the language of who asks for them."""
    code = OneTimeCode.objects.select_related("customer").get(pk=event.subject_id)
    context = {"digits": digits(code), "minutes": int(VALID_FOR.total_seconds() // 60)}
    send_to_customer(
        code.customer,
        "code",
        context,
        event=event,
        handler="notifications.mail_code",
        language=event.data.get("language") or code.customer.language,
    )


@on(StatusCodeAsked)
def send_status_code(event: Event) -> None:
    """Here, and not in the visitor's request: there it would take longer when number and contact belong together."""
    ticket = Ticket.objects.select_related("customer").filter(pk=event.subject_id).first()
    if ticket and ticket.customer.email:
        with suppress(TooMany):
            send_code(
                customer=ticket.customer,
                purpose=CODE_PURPOSE,
                context_id=ticket.pk,
                asked_by=event.data.get("asked_by", ""),
                language=event.data.get("language"),
                at=event.at,
            )


@on(GuardEngaged)
def tell_of_guard(event: Event) -> None:
    """Nothing is fired any more until somebody looks."""
    tell([*active_staff(Role.ADMINISTRATOR), *active_staff(Role.SUPERVISOR)], event)


@on(TimerHeld)
def tell_administrators(event: Event) -> None:
    """A timer that cannot be fired."""
    tell(active_staff(Role.ADMINISTRATOR), event)


@on(ComplaintOpened, ComplaintReopened, LateNoticeDue)
def tell_handler(event: Event) -> None:
    """The handler; when nobody unconcerned was free, all supervisors."""
    complaint = Complaint.objects.select_related("handler").get(pk=event.data["complaint_id"])
    tell([complaint.handler] if complaint.handler else active_staff(Role.SUPERVISOR), event)


@on(CustomerReplied)
def tell_holder(event: Event) -> None:
    """Who holds the ticket hears the customer, and who watches it."""
    ticket = _ticket(event)
    tell([ticket.assignee, *watchers_of(ticket)], event)


@on(TicketReplied)
def tell_watchers(event: Event) -> None:
    """Who watches a ticket hears what colleagues answered."""
    tell([each for each in watchers_of(_ticket(event)) if str(each.pk) != event.actor_id], event)


@on(PromiseBreached, when=lambda event: bool(event.data.get("watched")))
def tell_watchers_of_breach(event: Event) -> None:
    """Who watches a ticket hears that its limit was missed."""
    tell(watchers_of(_ticket(event)), event)


@on(StaffMentioned)
def tell_mentioned(event: Event) -> None:
    """Colleagues who are named in a note."""
    tell(User.objects.filter(pk__in=event.data["people"]), event)


@on(TicketAssigned)
def tell_new_holder(event: Event) -> None:
    """Work given by somebody else; what one takes oneself is no news."""
    holder = _ticket(event).assignee
    if holder and str(holder.pk) != event.actor_id:
        tell([holder], event)


@on(AnswerUndelivered)
def tell_unreached(event: Event) -> None:
    """Who holds the ticket, and who watches it: the customer has not got the answer."""
    ticket = _ticket(event)
    tell([ticket.assignee, *watchers_of(ticket)], event)


@on(SecretRemoved)
def tell_of_secret(event: Event) -> None:
    """The customer is in danger: who holds the ticket hears of it, else the lead of its team."""
    ticket = _ticket(event)
    tell([ticket.assignee or (ticket.team.lead if ticket.team else None)], event)


@on(CustomerIdentified)
def tell_of_new_owner(event: Event) -> None:
    """The ticket is somebody else's now, by a link and a code: who holds it hears of it, should the customer have been talked into it."""
    tell([_ticket(event).assignee], event)


@on(CallFinished)
def tell_of_fraud(event: Event) -> None:
    """A suspected impostor: supervisors look at once."""
    if event.data["disposition"] == Disposition.FRAUD:
        tell(active_staff(Role.SUPERVISOR), event)
