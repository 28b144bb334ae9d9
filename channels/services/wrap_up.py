"""The disposition: what came of the call, and the ticket that follows from it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, IdentityLevel, User
from accounts.services.customers import customer_for
from channels.dispositions import Disposition
from channels.events import CallFinished
from channels.models import Call, CallState
from channels.policies import require_own
from channels.services.asked_calls import checked_moment
from channels.services.calls import hold_call
from core.contacts import normalise_phone
from core.errors import Conflict, InvalidInput, Sentence
from core.numbers import parse
from core.text import clean_line, clean_text
from outbox.actors import SYSTEM, Acting
from outbox.services import record
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.fields import check_all
from tickets.fields.chain import KEY_TYPED
from tickets.models import MessageKind, Ticket
from tickets.playbooks import Topic
from tickets.services import add_note, open_ticket, promise_callback, resolve_ticket
from tickets.services.intake import checked_choice
from tickets.topics import topic as topic_by_key


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


@dataclass
class Faults:
    """What does not fit, collected while a call is wrapped up: the agent, with the caller still there, is told all of it at once."""

    fields: dict[str, Sentence] = field(default_factory=dict)
    code: str | None = None

    def say(self, name: str, sentence: Sentence) -> None:
        """One fault. The first one of a field stays."""
        self.fields.setdefault(name, sentence)

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """A refusal within is kept; where it names no field it stands at `name`."""
        try:
            yield
        except InvalidInput as refusal:
            for key, sentence in (refusal.fields or {name: refusal.sentence}).items():
                self.say(key, sentence)
            if refusal.reason == KEY_TYPED or (self.code is None and refusal.reason != InvalidInput.code):
                self.code = refusal.reason

    def refusal(self) -> InvalidInput:
        """All of them as one."""
        return InvalidInput(fields=self.fields, code=self.code)


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
    faults = Faults()
    with faults.at("note"):
        locked.note = clean_text(wrap_up.note, field="note") if wrap_up.note.strip() else ""
    _FOLLOWS.get(disposition, _nothing_follows)(locked, wrap_up, agent, at, faults)
    if faults.fields:
        raise faults.refusal()
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


def _nothing_follows(call: Call, wrap_up: WrapUp, _agent: User, _at: datetime, faults: Faults) -> None:
    """Dropped, wrong number, suspected fraud: the call itself is the record."""
    if wrap_up.disposition == Disposition.FRAUD and not call.note:
        faults.say("note", _("Say what made you suspicious, for the next agent."))


def _ticket_follows(call: Call, wrap_up: WrapUp, agent: User, at: datetime, faults: Faults) -> None:
    call.ticket = _open(call, wrap_up, agent, at, faults)


def _answer_follows(call: Call, wrap_up: WrapUp, agent: User, at: datetime, faults: Faults) -> None:
    call.ticket = _open(call, wrap_up, agent, at, faults)
    try:
        resolve_ticket(ticket=call.ticket, solution=call.note, by=agent, at=at)
    except InvalidInput as fault:  # what was typed as the note is the solution here
        faults.say("note", fault.fields.get("solution", fault.sentence))


def _callback_follows(call: Call, wrap_up: WrapUp, agent: User, at: datetime, faults: Faults) -> None:
    with faults.at("callback_at"):
        checked_moment(wrap_up.callback_at, at=at)
    if not wrap_up.callback_topic.strip():
        faults.say("callback_topic", _("What will the call-back be about?"))
    with faults.at("callback_phone"):
        call.callback_phone = normalise_phone(wrap_up.callback_phone or call.caller_phone, wrap_up.region)
    with faults.at("callback_topic"):
        call.callback_topic = clean_line(wrap_up.callback_topic, field="callback_topic", limit=200)
    call.callback_at = wrap_up.callback_at
    call.ticket = _open(call, wrap_up, agent, at, faults)
    if wrap_up.callback_at:  # without one there is no ticket by now
        promise_callback(ticket=call.ticket, due=wrap_up.callback_at, by=SYSTEM, at=at)


def _note_follows(call: Call, wrap_up: WrapUp, agent: User, at: datetime, faults: Faults) -> None:
    ticket = None
    with faults.at("existing_number"):
        number = parse(wrap_up.existing_number)
        ticket = Ticket.objects.visible_to(agent).reached_by(number=number).first()
    if ticket is None:
        faults.say("existing_number", _("There is no ticket with this number that you may open."))
    if not call.note:
        faults.say("note", _("Write what was said: it becomes the call note of that ticket."))
    if ticket is None or faults.fields:
        raise faults.refusal()
    add_note(ticket=ticket, body=call.note, by=agent, at=at, kind=MessageKind.CALL_NOTE)
    call.ticket = ticket


_FOLLOWS: dict[str, Callable[[Call, WrapUp, User, datetime, Faults], None]] = {
    Disposition.TICKET: _ticket_follows,
    Disposition.ANSWERED: _answer_follows,
    Disposition.CALLBACK: _callback_follows,
    Disposition.ADDED: _note_follows,
}


def _open(call: Call, wrap_up: WrapUp, agent: User, at: datetime, faults: Faults) -> Ticket:
    """The ticket of the call. Raises all faults together, those found before too."""
    category, topic, answers = _filed(call, wrap_up, at, faults)
    if not call.note:
        faults.say("note", _("Write in a sentence or two what the caller needs."))
    subject = str(topic.label if topic else Category(category).label if category in Category.values else "")
    with faults.at("subject"):
        subject = clean_line(wrap_up.subject, field="subject", limit=200) or subject
    customer: Customer | None = None
    with faults.at("email"):
        customer = _customer(call, wrap_up, agent, at, faults)
    if customer is None or faults.fields:
        raise faults.refusal()
    call.category, call.topic, call.customer = category, topic.key if topic else "", customer
    call.priority = wrap_up.priority or (topic.starts_as if topic else Priority.NORMAL)
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
        priority=call.priority,
        language=wrap_up.language,
        fields=answers,
        identity_level=call.identity_level,
        # Who took the call keeps it when the matter is their team's; otherwise it waits in the right queue.
        assignee=agent if agent.team and category in agent.team.categories else None,
    )


def _filed(call: Call, wrap_up: WrapUp, at: datetime, faults: Faults) -> tuple[str, Topic | None, dict[str, str]]:
    """Category, topic and its checked answers, as far as they fit."""
    category, key = wrap_up.category or call.category, wrap_up.topic or call.topic
    topic: Topic | None = None
    answers: dict[str, str] = {}
    if not category:
        faults.say("category", _("Choose what the call is about."))
    else:
        with faults.at("category"):
            checked_choice("category", category, Category)
    with faults.at("topic"):
        topic = topic_by_key(key) if key else None
        answers = check_all(topic.fields, wrap_up.answers, zone=wrap_up.zone, at=at) if topic else {}
    return category, topic, answers


def _customer(call: Call, wrap_up: WrapUp, agent: User, at: datetime, faults: Faults) -> Customer | None:
    """Whose ticket it is: the matched record; else the same unproven contact as before; else a new record of the contact given.

    A caller who matched nothing never gets a ticket on a registered record: that would let an impostor in. None, or a refusal, where
    the contact does not do.
    """
    if call.customer and call.identity_level >= IdentityLevel.MATCHED:
        return call.customer
    email, phone = wrap_up.email.strip(), wrap_up.phone.strip() or call.caller_phone or call.callback_phone
    if not (email or phone):
        if "callback_phone" not in faults.fields:  # that number, once it is right, is contact enough
            sentence = _("Give an e-mail address or a phone number, so that we can answer and the caller can check.")
            faults.say("email", sentence)
        return None
    return customer_for(
        by=agent,
        at=at,
        name=wrap_up.name,
        email=email,
        phone=phone,
        language=wrap_up.language,
        region=wrap_up.region,
    )
