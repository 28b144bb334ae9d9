"""Complaints of the demo desk: those that missed promises opened are settled as time passes; customers made some of every kind."""

from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.models import User
from complaints.models import LIVE, Cause, Complaint, Letter
from complaints.services import (
    Account,
    Ruling,
    acknowledge,
    admit_complaint,
    answer_point,
    complain,
    contest_complaint,
    decide_complaint,
    note_mailed,
    refuse_complaint,
    withdraw_complaint,
)
from config.demo.matters import DECISIONS, EN, ZH
from tickets.models import Ticket
from tickets.states import DONE

Then = Callable[[float, Callable[[datetime], object]], None]
DAY = 24 * 60

FEES = Account(
    "1. The first answer said three hours, it took two days.\n2. The withdrawal fee was charged twice.\n"
    "3. Nobody told me that the address book locks for a day.",
    happened="Last week, Monday to Wednesday",
    harm="8 USDC of fees, and a missed price.",
    wanted="The second fee back and a clear answer about the lock.",
    evidence="Two fee lines in the account history, same minute.",
)
LATE = Account(
    "1、说好两天内答复，第五天才有人联系。\n2、客服让我重复提交了三次同样的截图。",
    happened="上周",
    harm="错过了一次补仓，损失约 60 USDT。",
    wanted="说明原因，并改进流程。",
    evidence="工单里的三次上传记录。",
)
RUDE = Account("接线员语气很差，而且中途挂断了电话。", wanted="希望道歉，并安排别人联系我。")
NODE = Account("The deposit took four days.\n\nEach agent gave another reason.", wanted="One reason, in writing.")
OTHER_HOUSE = Account("I sent coins to a wallet of another exchange and you do not return them.")
CALMED = Account("I was told to wait again.")
FRENCH = Account("Mon retrait est bloqué depuis trois jours et personne ne m'a rappelé.", language="fr")


def settle_complaints(at: datetime, *, until: datetime) -> None:
    """What the desk did meanwhile: acknowledgements went out, and complaints of past weeks were decided within two days."""
    for complaint in Complaint.objects.filter(acknowledged_at__isnull=True, state__in=LIVE):
        acknowledge(complaint=complaint, at=at)
    for letter in Letter.objects.filter(released_at__isnull=False, sent_at__isnull=True).select_related("complaint"):
        note_mailed(letter=letter, key="demo", at=at)
    before = min(at - timedelta(days=2), until - timedelta(days=4))
    old = Complaint.objects.filter(opened_at__lt=before, state__in=LIVE, cause=Cause.BREACH, handler__isnull=False)
    for complaint in old.select_related("handler", "ticket"):
        ruling = Ruling("upheld", DECISIONS[complaint.ticket.language], ["apology", "process"])
        decide_complaint(complaint=complaint, ruling=ruling, by=_handler(complaint), at=at)


class Grievance:
    """One customer's complaint about a ticket that was solved; the later steps find it here."""

    def __init__(self, then: Then, account: Account, language: str, days_ago: float) -> None:
        self.then, self.account, self.language = then, account, language
        self.number = ""
        then(days_ago * DAY, self._make)

    def _make(self, at: datetime) -> None:
        solved = Ticket.objects.filter(state__in=DONE, complaints__isnull=True, language=self.language)
        ticket = solved.select_related("customer").order_by("-opened_at", "pk").first()
        if ticket:
            self.number = complain(ticket=ticket, account=self.account, by=ticket.customer, at=at).number

    def at(self, days_ago: float, step: Callable[[Complaint, datetime], object]) -> "Grievance":
        """Something that its handler or the customer did."""
        self.then(days_ago * DAY, lambda at: self._take(step, at))
        return self

    def _take(self, step: Callable[[Complaint, datetime], object], at: datetime) -> None:
        found = Complaint.objects.select_related("handler", "customer").filter(number=self.number).first()
        if found and found.handler:
            step(found, at)

    def admitted(self, days_ago: float, profile: str) -> "Grievance":
        """Looked into, by these rules."""
        return self.at(days_ago, lambda it, at: admit_complaint(complaint=it, profile=profile, by=_handler(it), at=at))

    def answered(self, days_ago: float, position: int, outcome: str, words: str) -> "Grievance":
        """One point."""
        return self.at(
            days_ago,
            lambda it, at: answer_point(
                complaint=it, position=position, outcome=outcome, answer=words, by=_handler(it), at=at
            ),
        )

    def decided(self, days_ago: float, ruling: Ruling) -> "Grievance":
        """The whole."""
        return self.at(days_ago, lambda it, at: decide_complaint(complaint=it, ruling=ruling, by=_handler(it), at=at))


def _handler(complaint: Complaint) -> User:
    assert complaint.handler  # noqa: S101 - a step is taken only when somebody handles it
    return complaint.handler


def tell_complaints(then: Then) -> None:
    """One of each kind: new, in another language, half answered, late, decided, contested, refused, withdrawn."""
    Grievance(then, RUDE, ZH, 0.1)
    Grievance(then, FRENCH, EN, 0.3)
    half = Grievance(then, FEES, EN, 6).admitted(5.5, "eu")
    half.answered(3, 1, "upheld", "You are right: the answer named a time that nobody could keep.")
    half.answered(2.9, 2, "partly", "One of the two lines was a network fee; the other was ours and is returned.")
    Grievance(then, LATE, ZH, 19).admitted(18, "house").answered(17, 1, "upheld", "属实：交接班时没有留言。")
    fair = Ruling(
        "partly", "Deposits wait for 64 blocks; ours then waited for a node.", ["apology", "refund"], "12", "USDC"
    )
    done = Grievance(then, NODE, EN, 30).admitted(29, "uk")
    done.answered(24, 1, "upheld", "Four days is too long; a node was behind.")
    done.answered(24, 2, "rejected", "Both agents named the same cause in other words.").decided(23, fair)
    new = "The node was not behind: the block explorer shows the deposit on the first day."
    done.at(1, lambda it, at: contest_complaint(complaint=it, facts=new, by=it.customer, at=at))
    elsewhere = (
        "The address belongs to another exchange; only they can return the coins. Their hotline is on their own site."
    )
    Grievance(then, OTHER_HOUSE, EN, 12).at(
        11,
        lambda it, at: refuse_complaint(complaint=it, refusal="not_ours", words=elsewhere, by=_handler(it), at=at),
    )
    Grievance(then, CALMED, EN, 9).at(8, lambda it, at: withdraw_complaint(complaint=it, by=it.customer, at=at))
