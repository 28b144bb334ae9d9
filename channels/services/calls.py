"""What an agent does while the line is open."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.lookup import customers_by_contact
from accounts.models import Customer, IdentityLevel
from accounts.services.identity import Outcome, match_caller
from accounts.services.search import search_customers
from channels.directory.models import OfficialChannel
from channels.events import (
    CallAnswered,
    CallEnded,
    CallHandled,
    CallStarted,
    IdentityChecked,
    NumberReadBack,
)
from channels.models import CALL_MOVES, Call, CallerMatch, CallState, Direction
from channels.policies import require_own, require_staff
from core.contacts import normalise_phone
from core.errors import Conflict, NotFound
from outbox.actors import SYSTEM, Acting
from outbox.services import record
from tickets.categories import Category, Language, Priority
from tickets.services import keep_callback
from tickets.services.intake import checked_choice, reserve_number
from tickets.topics import topic as topic_by_key


def hold_call(call: Call, *, by: Acting) -> Call:
    """Lock the row as it is now, for somebody whose call it is."""
    locked = Call.objects.select_for_update(of=("self",)).select_related("customer").filter(pk=call.pk).first()
    if locked is None:
        raise NotFound
    require_own(locked, by=by)
    return locked


def move_call(call: Call, state: str) -> None:
    """Change the state if the table has the move."""
    if state not in CALL_MOVES[call.state]:
        raise Conflict(_("This call is already in another state. Reload to see it."), code="move_not_possible")
    call.state = state


def identify_number(phone: str) -> tuple[str, Customer | None]:
    """How well a calling number is known, and whose it seems to be. A hint, never proof."""
    found = list(customers_by_contact(phone)[:2]) if phone else []
    registered = [each for each in found if each.registered]
    if len(registered) == 1:
        return CallerMatch.KNOWN, registered[0]
    if found:
        return CallerMatch.MAYBE, found[0] if len(found) == 1 else None
    return CallerMatch.UNKNOWN, None


@transaction.atomic
def start_call(
    *,
    by: Acting,
    at: datetime,
    caller_phone: str = "",
    hotline: OfficialChannel | None = None,
    direction: str = Direction.INBOUND,
    region: str | None = None,
) -> Call:
    """A call on any telephone, logged by hand: the agent is on the line, the number is reserved now."""
    agent = require_staff(by)
    phone = normalise_phone(caller_phone, region) if caller_phone.strip() else ""
    match, customer = identify_number(phone)
    call = Call.objects.create(
        number=reserve_number(at=at),
        direction=direction,
        state=CallState.TALKING,
        hotline=hotline,
        caller_phone=phone,
        match=match,
        customer=customer,
        agent=agent,
        language=customer.language if customer else next(iter(agent.languages), Language.EN),
        started_at=at,
        answered_at=at,
    )
    record(CallStarted(subject_id=call.pk, direction=direction, match=match), by=by, at=at)
    return call


@transaction.atomic
def take_call(*, call: Call, by: Acting, at: datetime) -> Call:
    """Take a ringing call in the panel. Of two agents the second is told."""
    agent = require_staff(by)
    locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if locked.agent_id == agent.pk and locked.state == CallState.TALKING:
        return locked
    if locked.state != CallState.RINGING:
        raise Conflict(_("This call is no longer ringing: a colleague took it, or the caller hung up."))
    locked.agent, locked.answered_at, locked.state = agent, at, CallState.TALKING
    locked.save(update_fields=["agent", "answered_at", "state"])
    record(CallAnswered(subject_id=locked.pk), by=by, at=at)
    return locked


@transaction.atomic
def end_call(*, call: Call, by: Acting, at: datetime) -> Call:
    """The line is down. Already ended is fine."""
    locked = hold_call(call, by=by)
    if locked.ended_at is not None:
        return locked
    move_call(locked, CallState.WRAP_UP)
    locked.ended_at = at
    locked.save(update_fields=["state", "ended_at"])
    record(CallEnded(subject_id=locked.pk), by=by, at=at)
    return locked


@transaction.atomic
def check_caller(*, call: Call, email: str, last4: str, by: Acting, at: datetime) -> Outcome:
    """L1 as a step of the call. The result is kept; after a match the record belongs to the call."""
    locked = hold_call(call, by=by)
    outcome = match_caller(
        email=email, last4=last4, context_kind="call", context_id=locked.pk, by=require_staff(by), at=at
    )
    if outcome.customer:
        locked.customer, locked.identity_level = outcome.customer, IdentityLevel.MATCHED
        locked.language = outcome.customer.language
        locked.save(update_fields=["customer", "identity_level", "language"])
    level = IdentityLevel.MATCHED if outcome.matched else locked.identity_level
    record(IdentityChecked(subject_id=locked.pk, matched=outcome.matched, level=level), by=by, at=at)
    return outcome


@transaction.atomic
def mark_read_back(*, call: Call, by: Acting, at: datetime) -> Call:
    """The caller has heard the number and repeated it."""
    locked = hold_call(call, by=by)
    if locked.read_back_at is None:
        locked.read_back_at = at
        locked.save(update_fields=["read_back_at"])
        record(NumberReadBack(subject_id=locked.pk), by=by, at=at)
    return locked


@transaction.atomic
def classify_call(*, call: Call, category: str, topic: str, language: str, by: Acting) -> Call:
    """Category and topic while talking: the playbook follows, and the priority with which the topic starts."""
    locked = hold_call(call, by=by)
    locked.category = checked_choice("category", category, Category)
    known = topic_by_key(topic) if topic else None
    if known and known.category != locked.category:
        known = None
    locked.topic = known.key if known else ""
    locked.priority = known.starts_as if known else Priority.NORMAL
    locked.language = language or locked.language
    locked.save(update_fields=["category", "topic", "priority", "language"])
    return locked


@transaction.atomic
def learn_caller(*, call: Call, caller_phone: str, by: Acting, at: datetime, region: str | None = None) -> Call:
    """The number that the agent's telephone shows, typed after the panel opened. Who has matched stays who they are.

    Another number counts as a search for a person: recorded, and refused with TooMany after as many as there.
    """
    locked = hold_call(call, by=by)
    phone = normalise_phone(caller_phone, region)
    if phone != locked.caller_phone:
        search_customers(contact=phone, by=require_staff(by), at=at)
    locked.caller_phone = phone
    if locked.identity_level == IdentityLevel.ANONYMOUS:
        locked.match, locked.customer = identify_number(locked.caller_phone)
        locked.language = locked.customer.language if locked.customer else locked.language
    locked.save(update_fields=["caller_phone", "match", "customer", "language"])
    return locked


@transaction.atomic
def mark_handled(*, call: Call, by: Acting, at: datetime) -> Call:
    """A missed call was called back, or a promised call-back was made."""
    agent = require_staff(by)
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if locked.handled_at is None:
        locked.handled_at, locked.handled_by = at, agent
        locked.save(update_fields=["handled_at", "handled_by"])
        record(CallHandled(subject_id=locked.pk), by=by, at=at)
        if locked.callback_at and locked.ticket:
            keep_callback(ticket=locked.ticket, by=SYSTEM, at=at)
    return locked
