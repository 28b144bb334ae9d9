"""One proposes, another decides. What is approved is what the public reads from that moment on."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from channels.directory.entries import Entry
from channels.directory.events import ChangeApproved, ChangeProposed, ChangeRefused, ChangeWithdrawn
from channels.directory.models import FACTS, ChangeState, ChannelChange, KnownFake, OfficialChannel, Step
from channels.directory.policies import require_publisher, require_second
from core.errors import Conflict, InvalidInput, NotAllowed
from core.lookalikes import Key
from core.text import clean_line
from outbox.actors import Acting
from outbox.services import record

REASON_LIMIT = 400
LONGEST_WAIT = 600


@transaction.atomic
def propose_channel(
    *, entry: Entry, reason: str, by: Acting, at: datetime, channel: OfficialChannel | None = None
) -> ChannelChange:
    """A new channel, or another version of one. Nothing is published yet. Raises Conflict while another proposal waits."""
    user, facts = require_publisher(by), entry.facts()
    if channel and all(getattr(channel, name) == value for name, value in facts.items()):
        raise InvalidInput(_("This is how it is published already."), code="nothing_changed")
    _require_free(Key(facts["kind"], facts["value"]), channel)
    return _proposed(ChannelChange(channel=channel, step=Step.PUBLISH, facts=facts), reason, user, at)


@transaction.atomic
def propose_retirement(*, channel: OfficialChannel, reason: str, by: Acting, at: datetime) -> ChannelChange:
    """It shall be ours no longer."""
    user = require_publisher(by)
    if channel.until:
        raise Conflict(_("This channel is retired already."))
    facts = {name: getattr(channel, name) for name in FACTS}
    return _proposed(ChannelChange(channel=channel, step=Step.RETIRE, facts=facts), reason, user, at)


def _proposed(change: ChannelChange, reason: str, user: User, at: datetime) -> ChannelChange:
    change.reason = clean_line(reason, field="reason", limit=REASON_LIMIT, required=True)
    change.seen_version = change.channel.version if change.channel else 0
    change.proposed_by, change.proposed_at = user, at
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError as taken:
        sentence = _("Another change of this channel waits for a decision. Decide or withdraw that one first.")
        raise Conflict(sentence, code="change_waits") from taken
    record(ChangeProposed(**_about(change), channel_id=change.channel_id), by=user, at=at)
    return change


def _about(change: ChannelChange) -> dict[str, Any]:
    facts = change.facts
    return {"subject_id": change.pk, "kind": facts["kind"], "value": facts["value"], "step": change.step}


def _require_free(key: Key, channel: OfficialChannel | None) -> None:
    """What is ours is listed once, and is no fake. Raises InvalidInput."""
    if OfficialChannel.objects.listed([key]).exclude(pk=channel.pk if channel else 0).exists():
        raise InvalidInput(fields={"value": _("This is in the directory already.")}, code="listed")
    if KnownFake.objects.listed([key]).exists():
        sentence = _("This is on the list of known fakes. Take it off that list first.")
        raise InvalidInput(fields={"value": sentence}, code="known_fake")


@transaction.atomic
def approve_change(*, change: ChannelChange, by: Acting, at: datetime) -> OfficialChannel:
    """The second person: from now on it is published. Raises Conflict when the channel is another than was proposed upon."""
    locked = _held(change)
    user = require_second(by, locked)
    channel = OfficialChannel.objects.select_for_update().filter(pk=locked.channel_id or 0).first()
    if channel and (channel.version != locked.seen_version or channel.until):
        raise Conflict
    if locked.step == Step.PUBLISH:
        _require_free(Key(locked.facts["kind"], locked.facts["value"]), channel)
    channel = channel or OfficialChannel(since=at)
    for name in FACTS:
        setattr(channel, name, locked.facts[name])
    channel.version += 1
    channel.until = at if locked.step == Step.RETIRE else None
    channel.save()
    _decide(locked, ChangeState.APPROVED, user, at, channel=channel, version=channel.version)
    record(ChangeApproved(**_about(locked), channel_id=channel.pk, version=channel.version), by=user, at=at)
    return channel


@transaction.atomic
def refuse_change(*, change: ChannelChange, remark: str, by: Acting, at: datetime) -> ChannelChange:
    """The second person says no, and why."""
    locked = _held(change)
    user = require_second(by, locked)
    said = clean_line(remark, field="remark", limit=REASON_LIMIT, required=True)
    _decide(locked, ChangeState.REFUSED, user, at, remark=said)
    record(ChangeRefused(**_about(locked)), by=user, at=at)
    return locked


@transaction.atomic
def withdraw_change(*, change: ChannelChange, by: Acting, at: datetime) -> ChannelChange:
    """Who proposed it takes it back."""
    locked, user = _held(change), require_publisher(by)
    if user.pk != locked.proposed_by_id:
        raise NotAllowed(_("Only who proposed a change withdraws it; others approve or refuse it."))
    _decide(locked, ChangeState.WITHDRAWN, user, at)
    record(ChangeWithdrawn(**_about(locked)), by=user, at=at)
    return locked


def _held(change: ChannelChange) -> ChannelChange:
    locked = ChannelChange.objects.select_for_update().get(pk=change.pk)
    if locked.state != ChangeState.PROPOSED:
        raise Conflict(_("This change was decided already."), code="decided")
    return locked


def _decide(change: ChannelChange, state: str, user: User, at: datetime, **more: Any) -> None:
    facts = {"state": state, "decided_by": user, "decided_at": at} | more
    for name, value in facts.items():
        setattr(change, name, value)
    change.save(update_fields=[*facts])


@transaction.atomic
def set_wait(*, channel: OfficialChannel, minutes: int | None, by: Acting, at: datetime) -> OfficialChannel:  # noqa: ARG001 - the shape of a verb
    """How long callers wait at present; None: nobody knows. An estimate of the hour, no part of what two people publish."""
    require_publisher(by)
    if minutes is not None and not 0 <= minutes <= LONGEST_WAIT:
        raise InvalidInput(fields={"minutes": _("Between 0 and 600 minutes, or empty.")})
    channel.wait_minutes = minutes
    channel.save(update_fields=["wait_minutes"])
    return channel
