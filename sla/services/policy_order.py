"""Which policy is asked first: new ones, moves, retirement. The first that matches applies, so the order is part of the promise."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput
from core.text import clean_line
from outbox.actors import Acting
from outbox.rows import write_rows
from outbox.services import record
from sla.events import PolicyMoved, PolicyReinstated, PolicyRetired
from sla.models import Policy, PolicyVersion
from sla.permissions import require_editor
from sla.services.policies import current_versions
from sla.services.publishing import (
    COLUMNS,
    Terms,
    append_version,
    hold_policies,
    newest,
    require_catch_all_besides,
)


@transaction.atomic
def create_policy(*, name: str, terms: Terms, place: int, by: Acting, at: datetime) -> PolicyVersion:
    """A new policy, asked at this place (from 1; beyond the last means last). Those behind it move on by one.

    Raises InvalidInput with the repair for each fault.
    """
    require_editor(by)
    wanted = clean_line(name, field="name", limit=60, required=True)
    terms.check(newest(terms.calendar).hours(), at=at)
    held = hold_policies()
    if any(each.name.casefold() == wanted.casefold() for each in held):
        sentence = _("There is already a policy with this name, perhaps a retired one. Choose another name.")
        raise InvalidInput(fields={"name": sentence})
    policy = Policy.objects.create(name=wanted, position=max((each.position for each in held), default=0) + 1)
    _put(policy, held, place)
    return append_version(policy, terms, by=by, at=at)


@transaction.atomic
def move_policy(*, policy: Policy, places: int, seen_place: int, by: Acting, at: datetime) -> Policy:
    """One place up (-1) or down (1) among the policies in use. `seen_place`, from 1, is where the person saw it.

    Raises Conflict when the order is not the one that was seen any more.
    """
    require_editor(by)
    held = hold_policies()
    asked = [each for each in held if each.retired_at is None]
    place = next((number for number, each in enumerate(asked, start=1) if each.pk == policy.pk), 0)
    if place != seen_place or not 1 <= place + places <= len(asked):
        raise Conflict(_("The order was changed meanwhile. Look at it again, then move what is still to be moved."))
    moved, neighbour = asked[place - 1], asked[place - 1 + places]
    _put(moved, held, place + places)
    told = PolicyMoved(subject_id=moved.pk, before=place, after=place + places, neighbour=neighbour.name)
    record(told, by=by, at=at)
    return moved


@transaction.atomic
def retire_policy(*, policy: Policy, by: Acting, at: datetime) -> Policy:
    """Ask it no more. Running promises keep it; its versions stay.

    Raises InvalidInput (`last_catch_all`) when nothing that matches every matter would be left; Conflict when it is retired.
    """
    require_editor(by)
    held = hold_policies()
    present = next((each for each in held if each.pk == policy.pk and each.retired_at is None), None)
    if present is None:
        raise Conflict(_("This policy is retired already."))
    require_catch_all_besides(present)
    present.retired_at = at
    present.save(update_fields=["retired_at"])
    _renumber([each for each in held if each.pk != present.pk] + [present])
    record(PolicyRetired(subject_id=present.pk), by=by, at=at)
    return present


@transaction.atomic
def reinstate_policy(*, policy: Policy, by: Acting, at: datetime) -> Policy:
    """Ask a retired policy again, with its newest version: before those at the end that match everything.

    Raises Conflict when it is in use.
    """
    require_editor(by)
    held = hold_policies()
    retired = next((each for each in held if each.pk == policy.pk and each.retired_at), None)
    if retired is None:
        raise Conflict(_("This policy is in use already."))
    place = usual_place()
    retired.retired_at = None
    retired.save(update_fields=["retired_at"])
    _put(retired, held, place)
    record(PolicyReinstated(subject_id=retired.pk, place=place), by=by, at=at)
    return retired


def usual_place() -> int:
    """Where a policy goes that nobody has placed, from 1: before the ones at the end that match everything."""
    asked = list(current_versions())
    place = len(asked) + 1
    while place > 1 and not any(getattr(asked[place - 2], name) for name in COLUMNS):
        place -= 1
    return place


def _put(policy: Policy, held: Sequence[Policy], place: int) -> None:
    """At this place among those in use; retired ones stand behind them."""
    others = [each for each in held if each.pk != policy.pk and each.retired_at is None]
    others.insert(max(place, 1) - 1, policy)
    _renumber(others + [each for each in held if each.retired_at and each.pk != policy.pk])


def _renumber(ordered: Sequence[Policy]) -> None:
    changed = []
    for position, policy in enumerate(ordered, start=1):
        if policy.position != position:
            policy.position = position
            changed.append(policy)
    write_rows(Policy, changed, ["position"])
