"""Reads about mail."""

from accounts.lookup import email_hash
from channels.mail.letters import LetterKind
from channels.mail.models import ReceivedMail, UnreachableAddress
from channels.models import SourceRef
from tickets.categories import ChannelKind
from tickets.models import Ticket


def unreachable(email: str) -> UnreachableAddress | None:
    """Why nothing is mailed to this (normalised) address; None where mail goes."""
    return UnreachableAddress.objects.filter(email_hash=email_hash(email)).first() if email else None


def proven_by_mail(ticket: Ticket) -> bool:
    """Whether a mail on this ticket proved that its writer holds the address that we write to."""
    return ReceivedMail.objects.filter(
        message__ticket=ticket, verified=True, sender=ticket.customer.email
    ).exists()


def opened_by_list(ticket: Ticket) -> bool:
    """Whether a mailing list opened it: nobody answers those automatically (RFC 3834)."""
    first = ReceivedMail.objects.filter(message__ticket=ticket).order_by("id").first()
    return first is not None and first.kind == LetterKind.LIST


def letters_on(ticket: Ticket, *, most: int = 10) -> list[str]:
    """The Message-IDs of the customer's mails on this ticket, the newest last: what our answer refers to."""
    theirs = SourceRef.objects.filter(kind=ChannelKind.MAIL, message__ticket=ticket)
    named = theirs.filter(source_id__startswith="<").order_by("-id").values_list("source_id", flat=True)
    return list(named[:most])[::-1]
