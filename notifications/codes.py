"""The message code: "did you really send me this?" is answered from what we know to have sent by mail and by the networks."""

import re
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Customer
from channels.selectors import answer_with_code
from core import message_codes
from core.contacts import mask_email
from core.text import fold
from notifications.models import SentMail
from tickets.categories import ChannelKind
from tickets.models import Ticket

# Letters and figures, as a code has them; figures alone may be a telephone number and must be found to be one.
_SHAPE = re.compile(r"(?=.*[a-z])(?=.*\d)[a-z0-9]{4}-[a-z0-9]{4}", re.IGNORECASE)


@dataclass(frozen=True)
class MessageFacts:
    """What may be told of a message to whoever holds its code: enough to notice that a code was copied into another one.

    `channel` is how it went out (tickets.categories.ChannelKind), `address` the masked receiver of a mail, `number` the last four digits
    of its ticket's; empty where there is none.
    """

    code: str
    channel: str
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


def find_message_code(code: str) -> MessageFacts | None:
    """The message with this code, however it was typed; None when we sent none. The caller limits how often one may ask."""
    kept = message_codes.read(code)
    if not kept:
        return None
    mail = SentMail.objects.filter(code=kept).select_related("customer", "ticket").order_by("-id").first()
    if mail:
        number = mail.ticket.number[-4:] if mail.ticket else ""
        return MessageFacts(mail.code, ChannelKind.MAIL, mail.at, mask_email(mail.customer.email), number)
    answer = answer_with_code(kept)
    return MessageFacts(kept, answer.kind, answer.at, "", answer.ticket.number[-4:]) if answer else None


def remember(
    *, key: str, customer: Customer, ticket: Ticket | None, kind: str, automatic: bool, at: datetime, mailbox: str = ""
) -> SentMail:
    """The row of a mail that is about to be sent. A second try is the same mail."""
    facts = {
        "code": message_codes.code_of(key),
        "customer": customer,
        "ticket": ticket,
        "kind": kind,
        "automatic": automatic,
        "mailbox": mailbox,
        "at": at,
    }
    return SentMail.objects.get_or_create(key=key, defaults=facts)[0]
