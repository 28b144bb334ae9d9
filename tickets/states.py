"""Where a ticket stands, and which moves there are. The database keeps the same list."""

from dataclasses import dataclass
from typing import Literal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """`new` until somebody of ours acts on it; the two waiting states stop the clocks. People read tickets.selectors.state_shown."""

    NEW = "new", pgettext_lazy("ticket state", "New")
    OPEN = "open", pgettext_lazy("ticket state", "Open")
    WAITING_CUSTOMER = "waiting_customer", _("Waiting for the customer")
    WAITING_THIRD = "waiting_third_party", _("Waiting for a third party")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", pgettext_lazy("ticket state", "Closed")


# States in which we owe something; the partial indexes use the same list.
LIVE = [State.NEW, State.OPEN, State.WAITING_CUSTOMER, State.WAITING_THIRD]
WAITING = [State.WAITING_CUSTOMER, State.WAITING_THIRD]
DONE = [State.RESOLVED, State.CLOSED]

# From a live state to closed there is one way: the ticket goes on in another one (tickets.services.merging).
MOVES: dict[str, frozenset[str]] = {
    State.NEW: frozenset({State.OPEN, *WAITING, State.RESOLVED, State.CLOSED}),
    State.OPEN: frozenset({*WAITING, State.RESOLVED, State.CLOSED}),
    State.WAITING_CUSTOMER: frozenset({State.OPEN, *WAITING, State.RESOLVED, State.CLOSED}),
    State.WAITING_THIRD: frozenset({State.OPEN, *WAITING, State.RESOLVED, State.CLOSED}),
    State.RESOLVED: frozenset({State.OPEN, State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN}),
}


def may_move(old: str, new: str) -> bool:
    """Whether the table has this move."""
    return new in MOVES[old]


class Stage(models.TextChoices):
    """What the customer sees of the state."""

    RECEIVED = "received", _("Received")
    WITH_US = "with_us", _("With us")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


def stage(state: str, *, answered: bool, held: bool = False) -> Stage:
    """The step of the customer's bar for a state; `answered` when our public reply stands, `held` when somebody has it."""
    if state in DONE:
        return Stage.CLOSED
    if answered:
        return Stage.ANSWERED
    return Stage.RECEIVED if state == State.NEW and not held else Stage.WITH_US


@dataclass(frozen=True)
class Step:
    """One step of the customer's bar: its label, and whether it is done, the present one or still to come."""

    stage: Stage
    label: str
    progress: Literal["done", "now", "next"]


def steps(state: str, reached: Stage) -> list[Step]:
    """The whole bar of a ticket in `state` that has reached a stage. What is resolved may open again: its last step is not done yet."""
    order = list(Stage)
    place = order.index(reached)
    bar = []
    for index, each in enumerate(order):
        label = State.RESOLVED.label if each == Stage.CLOSED and state == State.RESOLVED else each.label
        done = index < place or state == State.CLOSED
        bar.append(Step(each, str(label), "done" if done else "now" if index == place else "next"))
    return bar
