"""What a playbook is made of."""

from dataclasses import dataclass

from core.errors import Sentence
from tickets.categories import Category, Priority
from tickets.fields import Field


@dataclass(frozen=True)
class Topic:
    """What one kind of call needs, in the order of a call: ask, do, tell, and the fields to fill in between.

    `ask` is read to the caller; `do` is for the agent's eyes; `tell` is said at the end, before the promise.
    `self_service` is what the caller does alone, first and at once; only emergencies have it.
    `have_ready` is for the customer, before the call. `never_ask` is added to what is never asked on any call and takes nothing off it.
    A topic that is not `offered` stands in no list to choose from; what is filed under it stays.
    """

    key: str
    category: Category
    label: Sentence
    starts_as: Priority
    ask: tuple[Sentence, ...]
    do: tuple[Sentence, ...]
    tell: Sentence
    have_ready: Sentence
    fields: tuple[Field, ...]
    self_service: tuple[Sentence, ...] = ()
    never_ask: tuple[Sentence, ...] = ()
    offered: bool = True


@dataclass(frozen=True)
class Door:
    """An entrance on the customer's home page. `key` is a category, or the topic it leads to straight away."""

    key: str
    title: Sentence
    falls_in: Sentence
    have_ready: Sentence
