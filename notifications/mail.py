"""Mail to customers and staff, in their language, sent once for each delivery: the Message-ID is the delivery's key and its code."""

import re
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from accounts.lookup import email_hash
from accounts.models import Customer, User
from channels.mail.kinds import OWN_HEADER
from channels.mail.selectors import letters_on, proven_by_mail, unreachable
from channels.mail.services import note_undelivered, remember_sent
from channels.mail.tokens import reply_address
from core import clock
from core.message_codes import code_of
from notifications.codes import remember
from notifications.models import SentMail
from outbox.models import Event
from outbox.services import PermanentFailureError, outward_key
from tickets.categories import ChannelKind
from tickets.models import Attachment, FileState, Message, Ticket

# What nobody wrote: so many a day go to one customer; one a day to an address that wrote to us and proved nothing. So neither a
# loop nor somebody with another's address makes us write again and again.
AUTOMATIC = frozenset({"opened", "merged", "resolved"})
AUTOMATIC_A_DAY = 20
UNPROVEN_A_DAY = 1  # in one mailbox
ALL_UNPROVEN_A_DAY = (
    500  # somebody who writes in a thousand names must not make a thousand strangers call our mail spam
)
DAY = timedelta(days=1)
# Of files in one mail, in bytes: on its way it grows by a third, and many servers take 20 MB.
MOST_MAILED = 12 * 2**20
_STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True)
class Post:
    """One mail that is ready to go, but for its words."""

    address: str
    key: str
    language: str
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[Attachment] = ()


def send_to_customer(
    customer: Customer,
    template: str,
    context: Mapping[str, Any],
    *,
    event: Event,
    handler: str,
    language: str,
    files: Sequence[Attachment] = (),
) -> bool:
    """Render `mail/<template>.txt` (first line: subject) and send it as text and HTML; whether it was sent.

    Not sent, and fine: to nobody, to an address that a server said does not exist, and automatic mail beyond its bound. A refused
    address is final and noted on the ticket. Network faults pass through, so that the outbox tries again; the same Message-ID lets
    servers drop a repeat. `files` go along: what they may be, and how many, was decided before.
    """
    key, ticket = outward_key(event, handler), context.get("ticket")
    automatic = template in AUTOMATIC
    mailbox = mailbox_hash(customer.email) if automatic and ticket and _by_stranger(ticket) else ""
    if not customer.email or unreachable(customer.email) or (automatic and _is_enough(customer, mailbox, key)):
        return False
    about: dict[str, Any] = {"customer": customer, "ticket": ticket, "kind": template}
    sent = remember(key=key, **about, automatic=automatic, mailbox=mailbox, at=clock.now())
    post = Post(customer.email, key, language, _about(ticket) if ticket else {}, files)
    try:
        _send(post, template, {**context, "code": sent.code, "phrase": customer.mail_phrase})
    except PermanentFailureError as refusal:
        status = _STATUS.search(str(refusal))
        if ticket:
            note_undelivered(ticket=ticket, status=status[0] if status else "5.0.0", at=clock.now())
        raise
    if ticket:
        remember_sent(message_id=message_id_of(key), ticket=ticket, at=clock.now())
    return True


def fitting_files(message: Message) -> tuple[list[Attachment], list[Attachment]]:
    """The files of an answer: those that go with its mail, in their order as far as they fit, and those that do not."""
    fitting: list[Attachment] = []
    left: list[Attachment] = []
    size = 0
    for each in message.attachments.filter(state=FileState.CLEAN).order_by("pk"):
        size += each.size
        (fitting if size <= MOST_MAILED else left).append(each)
    return fitting, left


def send_to_staff(person: User, template: str, context: Mapping[str, Any], *, key: str, language: str) -> None:
    """The same to somebody who works here. `key` names the message, however often it is sent."""
    _send(Post(person.email, key, language), template, context)


def message_id_of(key: str) -> str:
    """The name of a mail. Its code is in it, so that nobody can report one as undelivered, or answer one, that they have not seen."""
    return f"<{key}.{code_of(key).replace('-', '').lower()}@{settings.OPERATOR['support_mail'].partition('@')[2]}>"


def mailbox_hash(email: str) -> str:
    """One hash for all addresses that end in one box: what follows a plus, and dots, change nothing at the large providers."""
    local, _at, domain = email.rpartition("@")
    return email_hash(f"{local.partition('+')[0].replace('.', '')}@{domain}")


def _by_stranger(ticket: Ticket) -> bool:
    return ticket.channel == ChannelKind.MAIL and not proven_by_mail(ticket)


def _is_enough(customer: Customer, mailbox: str, key: str) -> bool:
    lately = SentMail.objects.filter(automatic=True, at__gt=clock.now() - DAY).exclude(key=key)
    if not mailbox:
        return lately.filter(customer=customer).count() >= AUTOMATIC_A_DAY
    unproven = lately.exclude(mailbox="")
    theirs = lately.filter(Q(customer=customer) | Q(mailbox=mailbox))
    return theirs.count() >= UNPROVEN_A_DAY or unproven.count() >= ALL_UNPROVEN_A_DAY


def _about(ticket: Ticket) -> dict[str, str]:
    """Where an answer goes, and which of the customer's mails this one answers."""
    theirs = letters_on(ticket)
    threading = {"In-Reply-To": theirs[-1], "References": " ".join(theirs)} if theirs else {}
    return {"Reply-To": reply_address(ticket.pk), **threading}


def _send(post: Post, template: str, context: Mapping[str, Any]) -> None:
    with translation.override(post.language):
        said = {**context, "operator": operator_for(post.language)}
        text = render_to_string(f"mail/{template}.txt", said)
        subject, _gap, body = (each.strip() for each in text.strip().partition("\n"))
        page = render_to_string("mail/page.html", {**said, "subject": subject, "body": body, "language": post.language})
    ours = settings.OPERATOR["support_mail"]
    message = EmailMultiAlternatives(
        subject=subject,
        body=f"{body}\n",
        from_email=ours,
        to=[post.address],
        headers={
            "Message-ID": message_id_of(post.key),
            "Auto-Submitted": "auto-generated",
            "Content-Language": post.language,
            OWN_HEADER: ours,
            **post.headers,
        },
    )
    message.attach_alternative(page, "text/html")
    for each in post.files:
        with each.file.open("rb") as stored:
            message.attach(each.name, stored.read(), each.media_type)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        if all(400 <= code < 500 for code, _said in refusal.recipients.values()):
            raise  # not now: the outbox tries again
        raise PermanentFailureError(str(refusal)) from refusal


def operator_for(language: str) -> dict[str, str]:
    """The operator's name in a language, the sender's address and the public address of the desk."""
    name = settings.OPERATOR["name_zh"] if language.startswith("zh") else settings.OPERATOR["name"]
    return {
        "name": name,
        "support_mail": settings.OPERATOR["support_mail"],
        "zone": settings.OPERATOR["zone"],
        "url": settings.PUBLIC_URL,
    }
