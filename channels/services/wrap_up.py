"""The disposition: what came of the call, and the ticket that follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, IdentityLevel, User
from accounts.services.customers import customer_for
from channels.dispositions import Disposition
from channels.events import CallFinished
from channels.models import Call, CallState
from channels.policies import require_own
from channels.services.calls import hold_call
from core.contacts import normalise_phone
from core.errors import Conflict, InvalidInput
from core.numbers import parse
from core.text import clean_line, clean_text
from outbox.actors import Acting
from outbox.services import record
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.fields import check_all
from tickets.models import MessageKind, Ticket
from tickets.playbooks import topic as topic_by_key
from tickets.services import add_note, open_ticket, resolve_ticket
from tickets.services.intake import checked_choice

LATEST_CALLBACK = timedelta(days=14)


@dataclass(frozen=True)
class WrapUp:
    """What the agent typed. `answers` are the playbook's fields; moments are aware; `zone` is the one the caller's times are in."""

    disposition: str
    note: str = ""
    subject: str = ""
    category: str = ""
    topic: str = ""
    priority: str = ""
    language: str = Language.EN
    answers: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    email: str = ""
    phone: str = ""
    existing_number: str = ""
    callback_at: datetime | None = None
    callback_phone: str = ""
    callback_topic: str = ""
    zone: str = "UTC"
    region: str | None = None


@transaction.atomic
def finish_call(*, call: Call, wrap_up: WrapUp, by: Acting, at: datetime) -> Call:
    """End a call with its disposition; the ticket, if one follows, opens in this same transaction.

    Sent twice with the same disposition it returns what the first made; with another one it is a Conflict. Everything that does not fit is
    told at once, and nothing is half-written.
    """
    locked = hold_call(call, by=by)
    if locked.state == CallState.DONE:
        if locked.disposition == wrap_up.disposition:
            return locked
        raise Conflict(_("This call was finished already, with another disposition."))
    disposition = checked_disposition(wrap_up.disposition)
    agent = require_own(locked, by=by)
    locked.note = clean_text(wrap_up.note, field="note") if wrap_up.note.strip() else ""
    _FOLLOWS.get(disposition, _nothing_follows)(locked, wrap_up, agent, at)
    locked.disposition, locked.state = disposition, CallState.DONE
    locked.agent = locked.agent or agent
    locked.answered_at = locked.answered_at or at
    locked.ended_at = locked.ended_at or at
    locked.finished_at = at
    locked.save()
    record(CallFinished(subject_id=locked.pk, disposition=disposition, ticket_id=locked.ticket_id), by=by, at=at)
    return locked


def checked_disposition(value: str) -> str:
    """No call ends without one of these."""
    if value not in Disposition.values:
        raise InvalidInput(fields={"disposition": _("Choose what came of the call. “Dropped” is one of the choices.")})
    return value


def _nothing_follows(call: Call, wrap_up: WrapUp, _agent: User, _at: datetime) -> None:
    """Dropped, wrong number, suspected fraud: the call itself is the record."""
    if wrap_up.disposition == Disposition.FRAUD and not call.note:
        raise InvalidInput(fields={"note": _("Say what made you suspicious, for the next agent.")})


def _ticket_follows(call: Call, wrap_up: WrapUp, agent: User, at: datetime) -> None:
    call.ticket = _open(call, wrap_up, agent, at)


def _answer_follows(call: Call, wrap_up: WrapUp, agent: User, at: datetime) -> None:
    call.ticket = _open(call, wrap_up, agent, at)
    resolve_ticket(ticket=call.ticket, solution=call.note, by=agent, at=at)


def _callback_follows(call: Call, wrap_up: WrapUp, agent: User, at: datetime) -> None:
    faults = {}
    if wrap_up.callback_at is None:
        faults["callback_at"] = _("When will we call back?")
    elif not at < wrap_up.callback_at <= at + LATEST_CALLBACK:
        faults["callback_at"] = _("Choose a time that is still to come, at most 14 days ahead.")
    if not wrap_up.callback_topic.strip():
        faults["callback_topic"] = _("What will the call-back be about?")
    if faults:
        raise InvalidInput(fields=faults)
    phone = wrap_up.callback_phone or call.caller_phone
    try:
        call.callback_phone = normalise_phone(phone, wrap_up.region)
    except InvalidInput as fault:
        raise InvalidInput(fields={"callback_phone": fault.sentence}) from fault
    call.callback_at = wrap_up.callback_at
    call.callback_topic = clean_line(wrap_up.callback_topic, field="callback_topic", limit=200)
    call.ticket = _open(call, wrap_up, agent, at)


def _note_follows(call: Call, wrap_up: WrapUp, agent: User, at: datetime) -> None:
    try:
        number = parse(wrap_up.existing_number)
    except InvalidInput as fault:
        raise InvalidInput(fields={"existing_number": fault.sentence}) from fault
    ticket = Ticket.objects.visible_to(agent).filter(number=number).first()
    if ticket is None:
        raise InvalidInput(fields={"existing_number": _("There is no ticket with this number that you may open.")})
    if not call.note:
        raise InvalidInput(fields={"note": _("Write what was said: it becomes the call note of that ticket.")})
    add_note(ticket=ticket, body=call.note, by=agent, at=at, kind=MessageKind.CALL_NOTE)
    call.ticket = ticket


_FOLLOWS: dict[str, Callable[[Call, WrapUp, User, datetime], None]] = {
    Disposition.TICKET: _ticket_follows,
    Disposition.ANSWERED: _answer_follows,
    Disposition.CALLBACK: _callback_follows,
    Disposition.ADDED: _note_follows,
}


def _open(call: Call, wrap_up: WrapUp, agent: User, at: datetime) -> Ticket:
    category = wrap_up.category or call.category
    if not category:
        raise InvalidInput(fields={"category": _("Choose what the call is about.")})
    checked_choice("category", category, Category)
    topic = topic_by_key(wrap_up.topic or call.topic) if (wrap_up.topic or call.topic) else None
    priority = wrap_up.priority or (topic.starts_as if topic else Priority.NORMAL)
    answers = check_all(topic.fields, wrap_up.answers, zone=wrap_up.zone, at=at) if topic else {}
    if not call.note:
        raise InvalidInput(fields={"note": _("Write in a sentence or two what the caller needs.")})
    customer = _customer(call, wrap_up, agent, at)
    subject = wrap_up.subject.strip() or str(topic.label if topic else Category(category).label)
    call.category, call.topic, call.priority, call.customer = category, topic.key if topic else "", priority, customer
    call.language = wrap_up.language
    return open_ticket(
        customer=customer,
        subject=subject,
        body=call.note,
        category=category,
        channel=ChannelKind.HOTLINE,
        by=agent,
        at=at,
        number=call.number,
        topic=call.topic,
        priority=priority,
        language=wrap_up.language,
        fields=answers,
        identity_level=call.identity_level,
        # Who took the call keeps it when the matter is their team's; otherwise it waits in the right queue.
        assignee=agent if agent.team and category in agent.team.categories else None,
    )


def _customer(call: Call, wrap_up: WrapUp, agent: User, at: datetime) -> Customer:
    """Whose ticket it is: the matched record; else the same unproven contact as before; else a new record of the contact given.

    A caller who matched nothing never gets a ticket on a registered record: that would let an impostor in.
    """
    if call.customer and call.identity_level >= IdentityLevel.MATCHED:
        return call.customer
    email, phone = wrap_up.email.strip(), wrap_up.phone.strip() or call.caller_phone or call.callback_phone
    if not (email or phone):
        raise InvalidInput(
            fields={
                "email": _("Give an e-mail address or a phone number, so that we can answer and the caller can check.")
            }
        )
    return customer_for(
        by=agent,
        at=at,
        name=wrap_up.name,
        email=email,
        phone=phone,
        language=wrap_up.language,
        region=wrap_up.region,
    )
