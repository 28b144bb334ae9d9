"""A hundred tickets as they come to be: told by the verbs that everybody else calls, with their clocks, rungs, breaches and complaints.

Seventy are done, thirty are open and stand where they stand at the desk's present. Copies of them fill a desk (copying.py).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any, Final

from accounts.models import Customer
from bench.house import ROUND, House, writes_chinese
from bench.texts import COUNT, Words
from outbox.models import Delivery, DeliveryState
from sla.services import fire_due
from tickets import services
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.models import Ticket
from tickets.states import State

Step = tuple[float, str]
TOLD: Final = 100


@dataclass(frozen=True)
class Shape:
    """So many tickets of one kind: opened `hours` before the present, and what happened so many hours after that."""

    count: int
    category: str
    hours: float
    held: bool
    steps: tuple[Step, ...] = ()
    priority: str = Priority.NORMAL


F, S, G, C = Category.FUNDS, Category.SECURITY, Category.GUIDANCE, Category.COMPLAINT
_ASKED_AGAIN: Final = (
    *((1.0, "reply"), (3.0, "customer"), (4.0, "note"), (5.0, "reply")),
    *((8.0, "customer"), (9.0, "reply"), (20.0, "resolve")),
)
_LONG: Final = (
    *((0.2, "reply"), (2.0, "customer"), (2.5, "note"), (3.0, "reply"), (6.0, "customer"), (7.0, "note")),
    *((7.5, "reply"), (9.0, "wait"), (16.0, "customer"), (17.0, "reply"), (22.0, "resolve"), (94.0, "close")),
)
DONE: Final = (
    Shape(10, F, 240, held=True, steps=((0.1, "resolve"), (72.0, "close"))),
    Shape(10, G, 150, held=True, steps=((0.1, "resolve"), (72.0, "close"))),
    Shape(10, F, 130, held=True, steps=_ASKED_AGAIN),
    Shape(10, G, 260, held=False, steps=((0.3, "take"), *_ASKED_AGAIN, (100.0, "close")), priority=Priority.LOW),
    Shape(5, C, 70, held=True, steps=_ASKED_AGAIN, priority=Priority.HIGH),
    Shape(10, F, 270, held=False, steps=((0.1, "take"), *_LONG)),
    Shape(10, S, 210, held=True, steps=_LONG),
    Shape(5, G, 230, held=True, steps=_LONG),
)
# The next mark of each lies hours ahead: nothing is due while the bench measures.
OPEN: Final = (
    Shape(3, F, 1.2, held=False),
    Shape(2, F, 0.6, held=False, priority=Priority.HIGH),
    Shape(3, G, 5, held=False),
    Shape(2, F, 0.7, held=True),
    Shape(1, C, 9, held=True),
    Shape(3, F, 10, held=True, steps=((1.0, "reply"), (1.5, "note"))),
    Shape(1, S, 12, held=True, steps=((0.2, "reply"),), priority=Priority.HIGH),
    Shape(3, F, 9, held=True, steps=((0.5, "reply"), (7.0, "customer"))),
    Shape(2, G, 30, held=True, steps=((3.0, "reply"), (28.0, "customer"))),
    Shape(2, F, 20, held=True, steps=((2.0, "reply"), (3.0, "wait"))),
    Shape(2, S, 40, held=True, steps=((0.2, "reply"), (1.0, "wait_third"), (1.1, "note"))),
    Shape(2, F, 7, held=True),
    Shape(1, G, 60, held=True),
    Shape(1, S, 10, held=True, steps=((0.04, "reply"),), priority=Priority.EMERGENCY),
    Shape(2, G, 50, held=False, steps=((20.0, "take"), (21.0, "reply"), (22.0, "customer"), (30.0, "reply"))),
)
_CHANNELS: Final = (ChannelKind.HOTLINE, ChannelKind.WEB, ChannelKind.HOTLINE, ChannelKind.API)


def tell(
    shapes: Sequence[Shape], house: House, words: Sequence[Words], *, numbers: Iterator[str], at: datetime
) -> None:
    """All of them side by side, in the order of time; whatever falls due meanwhile is fired as the ringers fire it."""
    tickets = [shape for shape in shapes for _each in range(shape.count)]
    tellers = [_Teller(shape, place, house, words) for place, shape in enumerate(tickets)]
    moments: list[tuple[datetime, int, Callable[[datetime], object]]] = []
    for order, teller in enumerate(tellers):
        opened = at - timedelta(hours=teller.shape.hours) - timedelta(seconds=17 * order)
        moments.append((opened, order, lambda moment, each=teller: each.open(next(numbers), moment)))  # type: ignore[misc] # a lambda's default
        for hours, step in teller.shape.steps:
            moment = opened + timedelta(hours=hours)
            moments.append((moment, order, lambda moment, each=teller, verb=step: each.do(verb, moment)))  # type: ignore[misc] # as above
    for moment, _order, happen in sorted(moments, key=lambda each: each[:2]):
        while fire_due(at=moment):
            pass
        happen(moment)
    while fire_due(at=at):
        pass
    # What would have gone out by now did; copies of stories tell nobody anything.
    Delivery.objects.filter(state=DeliveryState.PENDING).update(state=DeliveryState.SENT, sent_at=at)


class _Teller:
    """One ticket, and who asks there: in one language."""

    def __init__(self, shape: Shape, place: int, house: House, words: Sequence[Words]) -> None:
        self.shape = shape
        self.chinese = writes_chinese(place)
        language = Language.ZH if self.chinese else Language.EN
        self._words = cycle([each for each in words if each.language == language][place * 7 % COUNT :])
        self.language = language
        self.agent = house.agents[shape.category][0]
        self.customer = Customer.objects.get(pk=house.first_customer + place % ROUND)
        self.channel = _CHANNELS[place % len(_CHANNELS)]
        self.ticket: Ticket

    def open(self, number: str, at: datetime) -> None:
        by: Any = self.agent if self.channel == ChannelKind.HOTLINE else self.customer
        said = next(self._words)
        self.ticket = services.open_ticket(
            customer=self.customer,
            subject=said.subject,
            body=said.body,
            category=self.shape.category,
            channel=self.channel,
            priority=self.shape.priority,
            language=self.language,
            identity_level=1,
            assignee=self.agent if self.shape.held else None,
            number=number,
            by=by,
            at=at,
        )

    def do(self, step: str, at: datetime) -> None:
        ticket, agent, said = self.ticket, self.agent, next(self._words)
        waiting: dict[str, Any] = {"ticket": ticket, "reason": said.subject, "by": agent, "at": at}
        verbs: dict[str, Callable[[], object]] = {
            "reply": lambda: services.reply(ticket=ticket, body=said.body, by=agent, at=at),
            "note": lambda: services.add_note(ticket=ticket, body=said.body, by=agent, at=at),
            "customer": lambda: services.add_customer_message(ticket=ticket, body=said.body, by=self.customer, at=at),
            "take": lambda: services.assign_ticket(ticket=ticket, to=agent, by=agent, at=at),
            "wait": lambda: services.pend_ticket(state=State.WAITING_CUSTOMER, until=at + timedelta(days=9), **waiting),
            "wait_third": lambda: services.pend_ticket(
                state=State.WAITING_THIRD, until=at + timedelta(days=20), **waiting
            ),
            "resolve": lambda: services.resolve_ticket(ticket=ticket, solution=said.body, by=agent, at=at),
            "close": lambda: services.close_ticket(ticket=ticket, by=agent, at=at),
        }
        verbs[step]()
