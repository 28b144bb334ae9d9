"""The message code: "did you really send me this?" is answered from the mails that we know to have sent."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.models import Customer
from core import message_codes
from core.contacts import mask_email
from core.text import fold
from notifications.models import SentMail
from tickets.models import Ticket

# Letters and figures, as a code has them; figures alone may be a telephone number and must be found to be one.
_SHAPE = re.compile(r"(?=.*[a-z])(?=.*\d)[a-z0-9]{4}-[a-z0-9]{4}", re.IGNORECASE)


@dataclass(frozen=True)
class MessageFacts:
    """What may be told of a mail to whoever holds its code: enough to notice that a code was copied into another mail.

    `kind` is what it was about (a name of templates/mail), `address` its masked receiver, `number` the last four digits of its
    ticket's; empty where there is none.
    """

    code: str
    kind: str
    sent_at: datetime
    address: str
    number: str


@dataclass(frozen=True)
class CodeAnswer:
    """About a pasted code; `sent` is None where we sent no message with it."""

    code: str
    sent: MessageFacts | None


def answer_code(pasted: str) -> CodeAnswer | None:
    """None for a text that is no code. The caller limits how often one may ask."""
    typed = fold(pasted[:60]).strip()
    code = message_codes.read(typed)
    found = find_message_code(code) if code else None
    if found:
        return CodeAnswer(found.code, found)
    return CodeAnswer(code, None) if code and _SHAPE.fullmatch(typed) else None


def code_of(key: str) -> str:
    """The code of a delivery by its key: always the same, and nobody can guess another's."""
    secret = hashlib.sha256(b"message code:" + settings.SECRET_KEY.encode()).digest()
    return message_codes.written(hmac.new(secret, key.encode(), hashlib.sha256).digest())


def find_message_code(code: str) -> MessageFacts | None:
    """The mail with this code, however it was typed; None when we sent none. The caller limits how often one may ask."""
    kept = message_codes.read(code)
    found = SentMail.objects.filter(code=kept).select_related("customer", "ticket").order_by("-id").first()
    if not kept or found is None:
        return None
    number = found.ticket.number[-4:] if found.ticket else ""
    return MessageFacts(found.code, found.kind, found.at, mask_email(found.customer.email), number)


def remember(
    *, key: str, customer: Customer, ticket: Ticket | None, kind: str, automatic: bool, at: datetime, mailbox: str = ""
) -> SentMail:
    """The row of a mail that is about to be sent. A second try is the same mail."""
    facts = {
        "code": code_of(key),
        "customer": customer,
        "ticket": ticket,
        "kind": kind,
        "automatic": automatic,
        "mailbox": mailbox,
        "at": at,
    }
    return SentMail.objects.get_or_create(key=key, defaults=facts)[0]
