"""What the telephone system pushes. Events may come twice and in any order: facts are merged, the state follows from the facts."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import IdentityLevel, Role, User
from channels.directory.models import OfficialChannel
from channels.events import CallAnswered, CallEnded, CallMissed, CallStarted
from channels.models import Call, CallState, Direction
from channels.services.calls import identify_number
from core.contacts import normalise_phone
from core.errors import InvalidInput
from outbox.actors import Acting
from outbox.services import record
from tickets.services.intake import reserve_number


@dataclass(frozen=True)
class Push:
    """One event of the PBX in the shape that Zammad made common: newCall, answer or hangup of one call id.

    `user` names the agent by agent number or mail address, and so may each of `others`; the first who is one of ours took
    the call. `caller` and `called` are numbers as the PBX writes them. An empty `direction` says nothing.
    """

    event: str
    call_id: str
    direction: str = ""
    caller: str = ""
    called: str = ""
    user: str = ""
    others: tuple[str, ...] = ()


@transaction.atomic
def apply_push(*, push: Push, by: Acting, at: datetime, region: str | None = None) -> Call:
    """Merge one event into its call and return the call. The same event again changes nothing."""
    if push.event not in {"newCall", "answer", "hangup"}:
        raise InvalidInput(fields={"event": _("Send newCall, answer or hangup.")})
    if not 1 <= len(push.call_id) <= 100:
        raise InvalidInput(fields={"callId": _("The PBX must name the call in 1 to 100 characters.")})
    call = Call.objects.select_for_update().filter(pbx_id=push.call_id).first() or _begin(push, by, at)
    _learn_numbers(call, push, region)
    before = call.state
    if push.event == "answer" and call.answered_at is None:
        call.answered_at = min(at, call.ended_at or at)
        call.agent = call.agent or _who_answered(push)
    if push.event == "hangup" and call.ended_at is None:
        call.ended_at = at
    call.state = _state_of(call)
    call.save()
    if call.state != before:
        _tell(call, by, at)
    return call


def _begin(push: Push, by: Acting, at: datetime) -> Call:
    """First we hear of this call, whatever the event: it gets its number now. Of two at once the second joins the first."""
    try:
        with transaction.atomic():
            call = Call.objects.create(
                number=reserve_number(at=at),
                pbx_id=push.call_id,
                direction=_direction(push),
                state=CallState.RINGING,
                started_at=at,
            )
    except IntegrityError:
        return Call.objects.select_for_update().get(pbx_id=push.call_id)
    record(CallStarted(subject_id=call.pk, direction=call.direction, match=call.match), by=by, at=at)
    return call


def _learn_numbers(call: Call, push: Push, region: str | None) -> None:
    """Fill in who calls whom as soon as an event tells. A number that cannot be read is no reason to lose the call."""
    if push.direction and not call.caller_phone:  # the event that began the call may not have said it
        call.direction = _direction(push)
    other, own = (push.called, push.caller) if call.direction == Direction.OUTBOUND else (push.caller, push.called)
    if other and not call.caller_phone:
        call.caller_phone = _readable(other, region)
        _guess_caller(call)
    if own and call.hotline_id is None:
        call.hotline = OfficialChannel.objects.phones().filter(value=_readable(own, region)).first()


def _guess_caller(call: Call) -> None:
    """Whose the number seems to be. Who has matched in the meantime stays who they are, and so does whose ticket was made."""
    call.match, customer = identify_number(call.caller_phone)
    if call.identity_level == IdentityLevel.ANONYMOUS and call.state != CallState.DONE:
        call.customer = customer
        call.language = customer.language if customer else call.language


def _direction(push: Push) -> str:
    return Direction.OUTBOUND if push.direction == Direction.OUTBOUND else Direction.INBOUND


def _who_answered(push: Push) -> User | None:
    return next((found for name in (push.user, *push.others) if (found := agent_named(name))), None)


def _readable(number: str, region: str | None) -> str:
    try:
        return normalise_phone(number, region)
    except InvalidInput:
        return ""


def agent_named(name: str) -> User | None:
    """The staff account with this agent number or mail address."""
    people = User.objects.filter(is_active=True).exclude(role=Role.PROGRAM)
    return people.filter(agent_number=name).first() or people.filter(email=name.lower()).first() if name else None


def _state_of(call: Call) -> str:
    if call.state == CallState.DONE:
        return CallState.DONE
    if call.answered_at:
        return CallState.WRAP_UP if call.ended_at else CallState.TALKING
    return CallState.MISSED if call.ended_at else CallState.RINGING


def _tell(call: Call, by: Acting, at: datetime) -> None:
    said = {CallState.TALKING: CallAnswered, CallState.WRAP_UP: CallEnded, CallState.MISSED: CallMissed}.get(
        CallState(call.state)
    )
    if said:
        record(said(subject_id=call.pk), by=by, at=at)
