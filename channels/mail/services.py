"""Verbs of mail: take a letter in, remember what we sent, note what came back.

A letter is let on to a ticket only when three things agree: it names the ticket by our token or by a message of it, its sender is the
ticket's customer, and that sender is proven. Anything less opens a ticket of its own (Zendesk 2024: a spoofed sender and a ticket's
address were enough to read along). Its other recipients are never anything to us.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.lookup import email_hash
from accounts.services.limits import limit_attempts
from channels.inbound import InboundMessage, Sender
from channels.mail.events import MailAllowedAgain, MailAutomatic, MailBounced, MailClaimed
from channels.mail.letters import Bounce, Letter, LetterKind, RefusedLetterError
from channels.mail.models import ReceivedMail, UnreachableAddress
from channels.mail.tokens import ticket_id_of, token_in
from channels.mail.verdicts import Verdict
from channels.models import SourceRef
from channels.selectors import ticket_of_source
from channels.services.intake import accept, short_id
from core.errors import InvalidInput
from core.text import LINE_LIMIT, TEXT_LIMIT, cut_line, cut_text
from outbox.actors import SYSTEM, Acting
from outbox.services import once, record
from tickets.categories import ChannelKind
from tickets.models import Message, Ticket
from tickets.services.locking import hold

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAME_LIMIT: Final = 120
MOST_AN_HOUR: Final = 60
MOST_LIST_A_DAY: Final = 5
MOST_AUTOMATIC_A_DAY: Final = 3
# A full mailbox and a refused content say nothing of the address (RFC 3463).
_PASSING = ("5.2.2", "5.3.", "5.6.", "5.7.")


@transaction.atomic
def take_in(*, letter: Letter, verdict: Verdict, at: datetime, network: str = "") -> ReceivedMail:
    """Take a letter in, once for its Message-ID and sender; what came before is returned.

    A person's word becomes a message; a machine's moves nothing. `network` is where it was sent from, as far as that tells senders apart.
    Raises TooMany when one address, or one network without proof, sends more than 60 an hour (try later), RefusedLetterError
    (no_sender, not_taken) for what no ticket can hold.
    """
    source = short_id(_name_of(letter))
    known = ReceivedMail.objects.filter(source_id=source).first()
    if known is not None:  # its key was forgotten long ago
        return known
    kept, _new = once(
        scope="channels:letter",
        key=source,
        model=ReceivedMail,
        make=lambda: _take_in(letter, verdict, network, source, at),
        at=at,
    )
    return kept


def _name_of(letter: Letter) -> str:
    """A Message-ID is its sender's word: one that somebody else used before, or that is ours, names another letter."""
    known = ReceivedMail.objects.filter(source_id=short_id(letter.message_id)).first()
    ours = (
        known is None
        and SourceRef.objects.filter(kind=ChannelKind.MAIL, source_id=short_id(letter.message_id)).exists()
    )
    if ours or (known and known.sender != letter.sender):
        digest = hashlib.sha256(f"{letter.message_id}\n{letter.sender}\n{letter.full}".encode(errors="replace"))
        return f"{digest.hexdigest()}"
    return letter.message_id


def _take_in(letter: Letter, verdict: Verdict, network: str, source: str, at: datetime) -> ReceivedMail:
    kept = ReceivedMail(
        source_id=source,
        kind=letter.kind,
        sender=letter.sender,
        spf=verdict.spf,
        dkim=verdict.dkim,
        dmarc=verdict.dmarc,
        verified=verdict.verified and bool(letter.sender),
        left_out=min(letter.left_out, 1000),
        at=at,
    )
    if letter.bounce:
        kept.ticket = _bounced(letter.bounce, at)
    elif letter.kind in {LetterKind.AUTOMATIC, LetterKind.LOOP} or _list_is_loud(letter, at):
        kept.ticket = _note_automatic(letter, at)
    else:
        _let_on(kept, letter, network, source, at)
    kept.save()
    return kept


def _let_on(kept: ReceivedMail, letter: Letter, network: str, source: str, at: datetime) -> None:
    """A person's word: on the ticket that it may speak on, else on a new one."""
    if not letter.sender:
        raise RefusedLetterError("no_sender")
    proven = "proven" if kept.verified else "unproven"
    limit_attempts(f"mail-in:{proven}", letter.sender, at=at, per=HOUR, most=MOST_AN_HOUR)
    if network and not kept.verified:  # who proves nothing can write each mail in another name
        limit_attempts("mail-in:network", network, at=at, per=HOUR, most=MOST_AN_HOUR)
    named = _named_ticket(letter)
    believed = named is not None and kept.verified and named.customer.email == letter.sender
    taken = _accepted(_inbound(letter, source, named if believed else None), kept, at)
    kept.ticket, kept.message = taken
    if named is not None and not believed:
        kept.claimed = named
        record(MailClaimed(subject_id=kept.ticket.pk, number=named.number), by=SYSTEM, at=at)
    if kept.verified:
        _reached_again(letter.sender, kept.ticket, at)


def _accepted(inbound: InboundMessage, kept: ReceivedMail, at: datetime) -> tuple[Ticket, Message]:
    """As `accept`; files that may not be kept do not cost the customer their words."""
    try:
        with transaction.atomic():
            taken = accept(inbound=inbound, at=at)
    except InvalidInput as refusal:
        if not inbound.files or "files" not in refusal.fields:
            raise RefusedLetterError("not_taken") from refusal
        kept.left_out += len(inbound.files)
        taken = accept(inbound=_without_files(inbound), at=at)
    return taken.ticket, taken.message


def _without_files(inbound: InboundMessage) -> InboundMessage:
    return InboundMessage(**{**vars(inbound), "files": ()})


def _inbound(letter: Letter, source: str, ticket: Ticket | None) -> InboundMessage:
    with translation.override(letter.language):
        body = _first_said(letter.text, letter.subject) or _("(a mail without text)")
        subject = _first_said(letter.subject) or _("A mail without a subject")
    cut = len(body) > TEXT_LIMIT
    return InboundMessage(
        kind=ChannelKind.MAIL,
        source_id=source,
        sender=Sender(name=cut_line(letter.sender_name, limit=NAME_LIMIT), email=letter.sender),
        subject=cut_line(subject, limit=LINE_LIMIT),
        body=f"{cut_text(body, limit=TEXT_LIMIT - 1)}…" if cut else body,
        full=letter.full if cut or letter.full != body else "",
        ticket=ticket,
        language=letter.language,
        files=letter.files,
    )


def _first_said(*texts: str) -> str:
    """The first text in which there is anything to see."""
    cleaned = (cut_text(each, limit=2 * TEXT_LIMIT) for each in texts)
    return next((each for each in cleaned if each.strip("\u2800 \t\n")), "")


def _named_ticket(letter: Letter) -> Ticket | None:
    """The ticket that a letter names: by the token in the address that it was sent to, else by what it answers."""
    ids = [ticket_id_of(token) for token in map(token_in, letter.recipients) if token]
    found = Ticket.objects.filter(pk__in=[each for each in ids if each is not None]).select_related("customer").first()
    found = found or ticket_of_source(ChannelKind.MAIL, [short_id(each) for each in letter.references])
    return found.merged_into or found if found else None


def _list_is_loud(letter: Letter, at: datetime) -> bool:
    """A list may carry a person's word; a newsletter may not fill the queue."""
    if letter.kind != LetterKind.LIST:
        return False
    lately = ReceivedMail.objects.filter(sender=letter.sender, kind=LetterKind.LIST, at__gt=at - DAY)
    return lately.count() >= MOST_LIST_A_DAY


def _note_automatic(letter: Letter, at: datetime) -> Ticket | None:
    """A machine's answer to our mail is noted on the ticket, a few times a day; it is no word of the customer's."""
    named = _named_ticket(letter)
    if named is None or letter.kind == LetterKind.LOOP or named.customer.email != letter.sender:
        return None
    lately = ReceivedMail.objects.filter(ticket=named, kind=LetterKind.AUTOMATIC, at__gt=at - DAY)
    if lately.count() < MOST_AUTOMATIC_A_DAY:
        record(MailAutomatic(subject_id=named.pk), by=SYSTEM, at=at)
    return named


def _bounced(bounce: Bounce, at: datetime) -> Ticket | None:
    """A report is believed only about a mail of ours, whose name nobody can guess, and about the address that we wrote to."""
    ours = SourceRef.objects.filter(
        kind=ChannelKind.MAIL, source_id__in=[short_id(each) for each in bounce.message_ids], message__isnull=True
    )
    sent = ours.select_related("ticket__customer").order_by("-id").first()
    if sent is None or not bounce.failed:
        return None
    if bounce.recipient and bounce.recipient != sent.ticket.customer.email:
        return None
    note_undelivered(ticket=sent.ticket, status=bounce.status, at=at)
    return sent.ticket


@transaction.atomic
def note_undelivered(*, ticket: Ticket, status: str, at: datetime) -> None:
    """A mail to the ticket's customer came back, or a server refused the address. For good: nothing is mailed there any more."""
    suppressed = status.startswith("5.") and not status.startswith(_PASSING)
    if suppressed and ticket.customer.email:
        UnreachableAddress.objects.get_or_create(
            email_hash=email_hash(ticket.customer.email), defaults={"status": status, "ticket": ticket, "at": at}
        )
    record(MailBounced(subject_id=ticket.pk, status=status, suppressed=suppressed), by=SYSTEM, at=at)


@transaction.atomic
def allow_mail_again(*, ticket: Ticket, by: Acting, at: datetime) -> None:
    """Try mail to the ticket's customer again. Nothing to do is fine."""
    locked = hold(ticket, "note", by=by)
    if UnreachableAddress.objects.filter(email_hash=email_hash(locked.customer.email)).delete()[0]:
        record(MailAllowedAgain(subject_id=locked.pk, cause="agent"), by=by, at=at)


def _reached_again(email: str, ticket: Ticket, at: datetime) -> None:
    """Who writes from an address, proven, can be reached there."""
    if UnreachableAddress.objects.filter(email_hash=email_hash(email)).delete()[0]:
        record(MailAllowedAgain(subject_id=ticket.pk, cause="mail"), by=SYSTEM, at=at)


def remember_sent(*, message_id: str, ticket: Ticket, at: datetime) -> None:
    """The name of a mail of ours, so that an answer or a report that bears it finds the ticket. Safe to repeat."""
    SourceRef.objects.get_or_create(
        kind=ChannelKind.MAIL, source_id=short_id(message_id), defaults={"ticket": ticket, "at": at}
    )
