"""Inserting a macro into an answer, and sending the answer with what the ticket does then: together, or not at all."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.customers import reveal_contact
from core.errors import NotFound
from knowledge.events import MacroUsed
from knowledge.models import FollowUp, Macro
from knowledge.variables import Filling, filled, names_in, refuse_open
from outbox.services import record
from tickets.categories import Language
from tickets.models import Message, Ticket
from tickets.policies import require
from tickets.services import pend_ticket, reply, resolve_ticket
from tickets.states import State

_REASON = _("for the macro “%(name)s”")


@transaction.atomic
def insert_macro(*, macro: Macro, ticket: Ticket, by: User, at: datetime) -> str:
    """The macro's text in the ticket's language, variables filled. Raises InvalidInput where the ticket lacks a value.

    A name that the desk keeps masked is uncovered by this, so it is read like any other (accounts reveal_contact).
    """
    require("reply", by=by, ticket=ticket)
    if not Macro.objects.visible_to(by).active().filter(pk=macro.pk).exists():
        raise NotFound
    text = macro.text(ticket.language)
    words = filled(text, Filling(ticket, by, at), language=ticket.language)
    if "customer" in names_in(text):
        reason = str(_REASON) % {"name": macro.label}
        reveal_contact(customer=ticket.customer, field="name", reason=reason, by=by, at=at, ticket_id=ticket.pk)
    return words


@transaction.atomic
def answer(
    *,
    ticket: Ticket,
    body: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
    macro: Macro | None = None,
    follow: bool = False,
) -> Message:
    """A public answer (tickets.services.reply), with or without a macro's help. Refused while a variable in it is open.

    `follow`: the ticket then does what the macro says.
    """
    refuse_open(body)
    message = reply(ticket=ticket, body=body, by=by, at=at, seen_version=seen_version)
    if macro is None:
        return message
    done = _follow(macro, message, by=by, at=at) if follow else FollowUp.STAY
    used = MacroUsed(
        subject_id=macro.pk, version=macro.version, ticket_id=ticket.pk, message_id=message.pk, follow_up=done
    )
    record(used, by=by, at=at)
    return message


def _follow(macro: Macro, message: Message, *, by: User, at: datetime) -> str:
    ticket = message.ticket
    if macro.follow_up == FollowUp.WAIT:
        reason = macro.waits_for_zh if ticket.language == Language.ZH else macro.waits_for
        until = at + timedelta(days=macro.wait_days)
        pend_ticket(ticket=ticket, state=State.WAITING_CUSTOMER, reason=reason, until=until, by=by, at=at)
    elif macro.follow_up == FollowUp.RESOLVE and ticket.is_live:
        resolve_ticket(ticket=ticket, solution=message.body, by=by, at=at)
    return macro.follow_up
