"""What happened at the demo desk: twelve weeks of settled matters and a live desk, told through the same verbs as real work.

Actions are collected with their moments, put in order, and the timers are swept before each, so that promises were kept and missed
as they would have been.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import Customer, User
from channels.directory.models import OfficialChannel
from channels.models import Call
from channels.services import Push, WrapUp, apply_push, check_caller, finish_call, start_call
from config.demo.given import tell_given
from config.demo.grievances import settle_complaints, tell_complaints
from config.demo.matters import EMERGENCY, EN, MATTERS, ZH, Matter
from config.demo.missed import review_old_ones, tell_missed
from config.demo.papers import receipt, screenshot
from config.demo.promises import tell_promises
from config.demo.samples import answers_for
from config.demo.shared import tell_shared
from core.files import IncomingFile
from sla.models import Timer, TimerState
from sla.services import sweep
from tickets.models import Ticket
from tickets.playbooks import topic as topic_by_key
from tickets.services import (
    add_customer_message,
    add_note,
    assign_ticket,
    attach_files,
    close_ticket,
    pend_ticket,
    reply,
    resolve_ticket,
)

WEEKS = 12
SETTLED_PER_WEEK = 6
REGION = "SG"


@dataclass
class Story:
    """All actions with their moments; `tell` plays them in order."""

    at: datetime
    dice: random.Random = field(default_factory=lambda: random.Random(20))  # noqa: S311 - the same desk at every first start
    actions: list[tuple[datetime, Callable[[datetime], object]]] = field(default_factory=list)

    def then(self, minutes_ago: float, action: Callable[[datetime], object]) -> None:
        """Something that happened so many minutes before the load."""
        self.actions.append((self.at - timedelta(minutes=minutes_ago), action))

    def thread(
        self, topic: str, language: str, customer: Customer, agent: User, opened: float, *, priority: str = ""
    ) -> "Thread":
        """A ticket about the first matter of this topic, opened so many minutes ago."""
        matter = next(each for each in MATTERS if (each.topic, each.language) == (topic, language))
        return Thread(self, matter, customer, agent, opened, priority=priority)

    def tell(self) -> None:
        """Play everything in the order of time."""
        for moment, action in sorted(self.actions, key=lambda each: each[0]):
            if Timer.objects.filter(state=TimerState.RUNNING, wake_at__lte=moment).exists():
                sweep(at=moment)
            action(moment)
            settle_complaints(moment, until=self.at)
        sweep(at=self.at)
        settle_complaints(self.at, until=self.at)


class Thread:
    """One ticket of the story, opened by a call; the later steps find it here."""

    def __init__(
        self, story: Story, matter: Matter, customer: Customer, agent: User, opened: float, *, priority: str = ""
    ) -> None:
        self.story, self.matter, self.customer, self.agent = story, matter, customer, agent
        self.priority = priority
        self.number = ""
        story.then(opened, self._call)

    def _call(self, at: datetime) -> None:
        topic = topic_by_key(self.matter.topic)
        call = start_call(by=self.agent, at=at - timedelta(minutes=6), caller_phone=self.customer.phone, region=REGION)
        email, last4 = self.customer.email, self.customer.phone[-4:]
        check_caller(call=call, email=email, last4=last4, by=self.agent, at=at - timedelta(minutes=4))
        wrap_up = WrapUp(
            disposition="ticket_opened",
            note=self.matter.note,
            subject=self.matter.subject,
            category=topic.category,
            topic=topic.key,
            priority=self.priority,
            language=self.matter.language,
            answers=answers_for(topic, at),
            zone="Asia/Singapore",
            region=REGION,
        )
        call.refresh_from_db()
        self.number = finish_call(call=call, wrap_up=wrap_up, by=self.agent, at=at).number

    @property
    def ticket(self) -> Ticket:
        """The ticket as it is at this point of the story."""
        return Ticket.objects.get(number=self.number)

    def replied(self, minutes_ago: float, body: str = "") -> "Thread":
        """We answered."""
        text = body or self.matter.answer
        self.story.then(minutes_ago, lambda at: reply(ticket=self.ticket, body=text, by=self.agent, at=at))
        return self

    def heard(self, minutes_ago: float, body: str, *files: IncomingFile) -> "Thread":
        """The customer wrote, and sent files along."""

        def write(at: datetime) -> None:
            said = add_customer_message(ticket=self.ticket, body=body, by=self.customer, at=at)
            attach_files(message=said, files=files, at=at)

        self.story.then(minutes_ago, write)
        return self

    def noted(self, minutes_ago: float, body: str) -> "Thread":
        """A note for ourselves."""
        self.story.then(minutes_ago, lambda at: add_note(ticket=self.ticket, body=body, by=self.agent, at=at))
        return self

    def waits(self, minutes_ago: float, state: str, reason: str, hours: int) -> "Thread":
        """We wait for somebody."""

        def pend(at: datetime) -> None:
            until = at + timedelta(hours=hours)
            pend_ticket(ticket=self.ticket, state=state, reason=reason, until=until, by=self.agent, at=at)

        self.story.then(minutes_ago, pend)
        return self

    def let_go(self, minutes_ago: float) -> "Thread":
        """Back to the queue."""
        self.story.then(minutes_ago, lambda at: assign_ticket(ticket=self.ticket, to=None, by=self.agent, at=at))
        return self

    def solved(self, minutes_ago: float, *, close_after: float | None = None) -> "Thread":
        """Resolved, and closed some minutes later."""
        self.story.then(
            minutes_ago,
            lambda at: resolve_ticket(ticket=self.ticket, solution=self.matter.solution, by=self.agent, at=at),
        )
        if close_after is not None:
            self.story.then(
                minutes_ago - close_after, lambda at: close_ticket(ticket=self.ticket, by=self.agent, at=at)
            )
        return self


def load_story(*, at: datetime) -> None:
    """Everything, in the order of time."""
    story = Story(at=at)
    staff = {user.email.partition("@")[0]: user for user in User.objects.all()}
    customers = list(Customer.objects.exclude(exchange_uid="").order_by("id"))
    _settled(story, staff, customers)
    _live(story, staff, customers)
    _calls(story, staff, customers)
    tell_complaints(story.then)
    tell_promises(story.then)
    tell_missed(story, staff, customers)
    tell_shared(story.then, staff)
    tell_given(story.then, staff, customers)
    story.tell()
    review_old_ones(at=at)


def _holder(matter: Matter, staff: dict[str, User], dice: random.Random) -> User:
    category = topic_by_key(matter.topic).category
    able = [each for each in staff.values() if each.team and category in each.team.categories]
    speaking = [each for each in able if matter.language in each.languages]
    return dice.choice(speaking or able)


def _settled(story: Story, staff: dict[str, User], customers: list[Customer]) -> None:
    """Twelve weeks, most promises kept."""
    dice = story.dice
    for week in range(WEEKS):
        for _count in range(SETTLED_PER_WEEK):
            matter, customer = dice.choice(MATTERS), dice.choice(customers)
            opened = (week * 7 + 3 + dice.random() * 7) * 1440
            late = dice.random() < 0.05
            answered = opened - (dice.uniform(26, 40) * 60 if late else dice.uniform(6, 200))
            solved = answered - dice.uniform(30, 1200)
            thread = Thread(story, matter, customer, _holder(matter, staff, dice), opened)
            thread.replied(answered).solved(solved, close_after=1440)


def _shelf() -> dict[tuple[str, str], list[Matter]]:
    """The matters by topic and language."""
    shelf: dict[tuple[str, str], list[Matter]] = {}
    for each in MATTERS:
        shelf.setdefault((each.topic, each.language), []).append(each)
    return shelf


Opener = Callable[[str, str, int, User, float], Thread]


def _live(story: Story, staff: dict[str, User], customers: list[Customer]) -> None:
    """The desk as it stands: every state, every urgency."""
    shelf = _shelf()

    def open_one(topic: str, language: str, who: int, agent: User, ago: float) -> Thread:
        fitting = shelf[topic, language]
        fitting.append(fitting.pop(0))  # the next one tells another story
        return Thread(story, fitting[-1], customers[who], agent, ago)

    Thread(story, EMERGENCY, customers[9], staff["xu"], 4)
    _live_funds(open_one, staff)
    _live_elsewhere(open_one, staff)


def _live_funds(open_one: Opener, staff: dict[str, User]) -> None:
    lin, amara, he = staff["lin"], staff["amara"], staff["he"]
    open_one("deposit_missing", ZH, 0, lin, 24 * 60 + 12).noted(
        300, "链上已见，14 个确认。等入账组确认，先不承诺具体时间。"
    )
    open_one("withdrawal_stuck", EN, 1, lin, 3 * 60 + 20)
    open_one("wrong_network", ZH, 4, lin, 130).let_go(125)
    open_one("wrong_network", EN, 5, lin, 8 * 60).replied(7.5 * 60).heard(
        26, "Here is the hash again, the receipt is from the sending side.", screenshot(), receipt()
    )
    open_one("missing_balance", EN, 6, amara, 36).let_go(33)
    open_one("fiat", EN, 7, amara, 75).let_go(70)
    open_one("fiat", ZH, 8, lin, 20 * 60).replied(19 * 60).waits(
        18.9 * 60, "waiting_customer", "请补充银行退款凭证", 48
    )
    open_one("withdrawal_stuck", ZH, 10, lin, 5 * 60).replied(4.5 * 60).heard(64, "好的，请问冷静期能看到具体时间吗？")
    open_one("deposit_missing", EN, 13, lin, 3 * 60 + 5)
    open_one("missing_balance", ZH, 11, lin, 150).replied(140)
    open_one("wrong_network", ZH, 2, lin, 22 * 60).replied(20 * 60).waits(
        19 * 60, "waiting_customer", "请确认承担找回手续费", 72
    )
    open_one("fiat", ZH, 15, lin, 48)
    open_one("withdrawal_stuck", EN, 12, lin, 17 * 60).replied(16 * 60).heard(
        140, "They say they need a signed letter from you."
    )
    open_one("withdrawal_stuck", EN, 14, amara, 26 * 60).replied(25.4 * 60)
    open_one("deposit_missing", ZH, 17, he, 14 * 60).replied(13 * 60).waits(
        12.5 * 60, "waiting_third_party", "等待节点服务商回复", 30
    )
    open_one("fiat", EN, 16, amara, 15 * 60).replied(14 * 60).solved(12 * 60)


def _live_elsewhere(open_one: Opener, staff: dict[str, User]) -> None:
    xu, tomas, ravi, zhou = staff["xu"], staff["tomas"], staff["ravi"], staff["zhou"]
    open_one("lost_2fa", ZH, 2, xu, 50).replied(41).heard(8, "视频已经补交，请问多久能审核完？")
    open_one("account_settings", EN, 3, ravi, 19 * 60).replied(17 * 60).heard(
        26, "Thank you. And does it start anew when I edit the label?"
    )
    open_one("suspected_impostor", ZH, 4, xu, 9).let_go(8)
    open_one("records", ZH, 9, zhou, 95).let_go(90)
    open_one("suspicious_login", EN, 10, tomas, 11).let_go(9)
    open_one("trading", ZH, 11, zhou, 30 * 60).replied(26 * 60).noted(25 * 60, "已请风控组提供计算示例。")
    open_one("deposit_withdraw_howto", EN, 12, ravi, 6 * 60)
    open_one("delay", EN, 13, ravi, 50 * 60)
    open_one("service", ZH, 15, zhou, 49 * 60)
    open_one("stolen_or_locked", EN, 3, tomas, 35)
    open_one("records", ZH, 0, zhou, 30 * 60).replied(28 * 60).solved(27 * 60)


def _calls(story: Story, staff: dict[str, User], customers: list[Customer]) -> None:
    """Missed calls, one that rings, call-backs promised."""
    pbx = staff["pbx"]
    lines = [each.value for each in OfficialChannel.objects.phones()]

    def push(ago: float, event: str, call_id: str, caller: str, line: str) -> None:
        told = Push(event=event, call_id=call_id, caller=caller, called=line)
        story.then(ago, lambda at: apply_push(push=told, by=pbx, at=at))

    for ago, caller, line in (
        (52, customers[7].phone, lines[0]),
        (31, "+85267001122", lines[1]),
        (17, "+6590001234", lines[0]),
    ):
        push(ago, "newCall", f"demo-{ago}", caller, line)
        push(ago - 1.4, "hangup", f"demo-{ago}", caller, line)
    promise_of = (
        (190, staff["lin"], customers[5], 40, "whitelist of withdrawal addresses"),
        (150, staff["zhou"], customers[11], 130, "合约强平价格的计算示例"),
    )
    for ago, agent, customer, due_in, topic in promise_of:

        def promise(
            at: datetime, agent: User = agent, customer: Customer = customer, due_in: int = due_in, topic: str = topic
        ) -> Call:
            call = start_call(by=agent, at=at - timedelta(minutes=5), caller_phone=customer.phone, region=REGION)
            wrap_up = WrapUp(
                disposition="callback_promised",
                note=f"Call-back promised: {topic}",
                category="guidance",
                language=customer.language,
                callback_at=story.at + timedelta(minutes=due_in),
                callback_phone=customer.phone,
                callback_topic=topic,
                email=customer.email,
                region=REGION,
            )
            return finish_call(call=call, wrap_up=wrap_up, by=agent, at=at)

        story.then(ago, promise)
