"""What a macro may leave open, such as {{number}}, and how it is filled for one ticket."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from core.errors import InvalidInput, Sentence
from core.numbers import grouped
from core.timewords import moment_words, zone_words
from tickets.models import Ticket

STATUS_PAGE = "/status/"  # a stable address; the surface that answers there lies above
_OPEN = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True)
class Filling:
    """What the values come from."""

    ticket: Ticket
    agent: User
    at: datetime


def _promised(moment: datetime | None, at: datetime) -> str:
    """In the operator's zone, which is named: the customer's own is not known."""
    if moment is None:
        return ""
    zone = settings.OPERATOR["zone"]
    words = {"moment": moment_words(moment, zone=zone, now=at, style="full"), "zone": zone_words(zone, at=moment)}
    return _("%(moment)s (%(zone)s)") % words


@dataclass(frozen=True)
class Variable:
    """Its value for a ticket, and what it is for who writes a macro. An empty value cannot be sent."""

    means: Sentence
    value: Callable[[Filling], str]


VARIABLES: Mapping[str, Variable] = MappingProxyType(
    {
        "customer": Variable(gettext_lazy("the customer's name"), lambda given: given.ticket.customer.name),
        "number": Variable(
            gettext_lazy("the number of the ticket, in groups"), lambda given: grouped(given.ticket.number)
        ),
        "agent": Variable(gettext_lazy("the name of who sends it"), lambda given: given.agent.name),
        "agent_number": Variable(gettext_lazy("their agent number"), lambda given: given.agent.agent_number),
        "goal": Variable(
            gettext_lazy("the goal of our promise, with the zone"),
            lambda given: _promised(given.ticket.goal_at, given.at),
        ),
        "limit": Variable(
            gettext_lazy("the limit of our promise, with the zone"),
            lambda given: _promised(given.ticket.limit_at, given.at),
        ),
        "status_page": Variable(
            gettext_lazy("the address of the status page"),
            lambda _given: settings.PUBLIC_URL.rstrip("/") + STATUS_PAGE,
        ),
    }
)


def names_in(text: str) -> list[str]:
    """The variables of a text, known or not, in order, each once."""
    return list(dict.fromkeys(_OPEN.findall(text)))


def check_variables(text: str, *, field: str) -> str:
    """`text`, if all that it leaves open is known. Raises InvalidInput that names `field` and the fault."""
    for name in names_in(text):
        if not name:
            raise InvalidInput(fields={field: _("{{}} is empty: put a variable between the braces, or remove them.")})
        if name not in VARIABLES:
            known = ", ".join(f"{{{{{each}}}}}" for each in VARIABLES)
            sentence = _("There is no variable %(name)s. There are: %(known)s.")
            raise InvalidInput(fields={field: sentence % {"name": f"{{{{{name}}}}}", "known": known}})
    if _BRACES.search(_OPEN.sub("", text)):
        raise InvalidInput(fields={field: _("A pair of braces is not closed: a variable is written {{number}}.")})
    return text


def filled(text: str, given: Filling, *, language: str) -> str:
    """The text as this ticket's customer reads it. Raises InvalidInput where the ticket has no value for a variable."""
    values: dict[str, str] = {}
    for name in names_in(check_variables(text, field="macro")):
        with override(language):
            values[name] = VARIABLES[name].value(given)
        if not values[name]:
            sentence = _("This ticket has nothing to say for {{%(name)s}}: choose another macro, or write it yourself.")
            raise InvalidInput(fields={"macro": sentence % {"name": name}})
    return _OPEN.sub(lambda found: values[found[1]], text)


def refuse_open(text: str) -> None:
    """Raise InvalidInput when an answer still holds a variable: the customer would read {{number}}."""
    left = [name for name in names_in(text) if name in VARIABLES]
    if left:
        sentence = _("{{%(name)s}} is not filled: the customer would read it like this. Replace or remove it.")
        raise InvalidInput(fields={"body": sentence % {"name": left[0]}})
