"""The whole story, once in each language: a call, a promise, a missed promise, a complaint, an answer, a decision."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Locator, Page, expect

from channels.models import Call
from complaints.models import Complaint
from core import clock, numbers
from outbox.services import deliver_due
from sla.services import sweep
from tests.api.calling import token_of
from tests.browser.conftest import PHONE, Clock, OpenWindow
from tests.browser.words import moment, said, zone
from tests.people import House, a_ticket
from tests.scale import LONG
from tickets.models import Ticket

pytestmark = pytest.mark.browser

SUBJECT = "USDC on Ethereum not credited"
NOTE = "Sent 2,400 USDC on Ethereum at 08:40. The wallet says success, the balance has not moved."
REPLY = "It is still not there, and I need it for a payment tomorrow."
ANSWER = "We have found your transfer. It was sent without a memo; it is being credited now."
SOLUTION = "Credited by hand after the memo was found."
DECISION = "You are right: nobody read your ticket for a day. We have changed how the night shift hands over."
TXID = "0x4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
# With SHOTS set to a folder, each scene leaves a picture there to look at.
SHOTS = os.environ.get("SHOTS", "")


@dataclass
class Story:
    """Who is there, in which language, and what has come of it so far."""

    house: House
    language: str
    time: Clock
    window: OpenWindow
    mails: list[EmailMessage]
    push: Callable[[str], None]
    alice: Page
    sam: Page
    cleo: Page
    number: str = ""
    _scenes: list[str] = field(default_factory=list)

    def says(self, text: str, *, context: str = "", **facts: object) -> str:
        """The sentence in the language of this story."""
        return said(self.language, text, context=context, **facts)

    @property
    def ticket(self) -> Ticket:
        """The ticket as it is now."""
        return Ticket.objects.get(number=self.number)

    @property
    def grouped(self) -> str:
        """The number as pages and mails write it."""
        return " ".join(numbers.groups(self.number))

    def deliver(self) -> None:
        """Everything that waits goes out."""
        deliver_due(at=clock.now())

    def picture(self, page: Page, scene: str) -> None:
        """A picture of this scene, when somebody wants to look."""
        if SHOTS:
            self._scenes.append(scene)
            name = f"{self.language}-{len(self._scenes):02d}-{scene}.png"
            page.screenshot(path=Path(SHOTS) / name, animations="disabled")

    def cleo_looks(self, contact: str) -> Page:
        """Cleo opens the customers' home page on her phone, as if for the first time, and checks where her ticket stands."""
        page = self.cleo
        page.context.clear_cookies()
        page.goto("/")
        page.get_by_label(self.says("12-digit number")).fill(self.number)
        page.get_by_label(self.says("E-mail or phone you gave us")).fill(contact)
        page.get_by_role("button", name=self.says("Show progress")).click()
        expect(page.locator(".num-frame").first).to_have_text(self.grouped)
        return page


# In English in `make walk`: the pages are the same, and there each is walked in both.
@pytest.mark.parametrize("language", ["zh-hans", "en"] if LONG else ["zh-hans"])
def test_from_the_first_ring_to_the_decision(
    language: str,
    house: House,
    moving: Clock,
    window: OpenWindow,
    mailoutbox: list[EmailMessage],
    address: str,
) -> None:
    """Told by what people see; time is moved past the goal and past the limit."""
    house.cleo.language = language
    house.cleo.save()
    alice, sam = (window(each, language=language) for each in (house.alice, house.sam))
    cleo = window(language=language, size=PHONE)
    story = Story(house, language, moving, window, mailoutbox, _pbx(house, address), alice, sam, cleo)
    _a_call_rings_and_is_taken(story)
    _the_number_is_read_out(story)
    _the_caller_is_checked(story)
    _the_playbook_is_gone_through(story)
    _the_call_is_summed_up(story)
    _the_promise_goes_out_by_mail(story)
    _cleo_sees_both_times(story)
    _the_goal_passes(story)
    _the_limit_passes(story)
    _cleo_reads_and_replies(story)
    _alice_answers_and_resolves(story)
    _cleo_reads_the_answer(story)
    _olive_decides(story)
    _cleo_reads_the_decision(story)


def _pbx(house: House, address: str) -> Callable[[str], None]:
    """What the telephone system does: it posts its events to the API with its token."""
    token = token_of(house.pbx)
    heads = {"Authorization": f"Token {token}", "Content-Type": "application/json"}

    def push(event: str) -> None:
        facts = {
            "event": event,
            "callId": "pbx-1",
            "direction": "in",
            "from": house.cleo.phone,
            "to": house.hotline.value,
        }
        with urlopen(Request(f"{address}/api/v1/cti/", json.dumps(facts).encode(), heads), timeout=10) as answer:
            assert answer.status < 300

    return push


def _a_call_rings_and_is_taken(story: Story) -> None:
    """It rings on a page that was open before (told in Chinese) or opens now; one button takes it, and the panel is there."""
    page, waits = story.alice, story.language == "zh-hans"
    if waits:
        page.goto("/desk/")
    story.push("newCall")
    if not waits:
        page.goto("/desk/")
    take = page.locator("#ringing").get_by_role("button", name=story.says("Take"))
    expect(take).to_be_visible()
    expect(page.locator("#ringing")).to_contain_text(story.says("Rings"))
    story.picture(page, "rings")
    take.click()
    expect(page.locator("#call-form")).to_be_visible()
    expect(page.locator("#call-match")).to_contain_text(story.says("Known caller"))
    story.number = Call.objects.get(pbx_id="pbx-1").number


def _the_number_is_read_out(story: Story) -> None:
    """Large, each digit with its syllable in the caller's language; what was repeated is ticked."""
    box = story.alice.locator("#call-number")
    spoken = box.locator(".spoken-zh" if story.language == "zh-hans" else ".spoken-en")
    expect(box.locator(".num-large").locator("visible=true")).to_have_count(1)
    expect(spoken.locator(".num-digit b")).to_have_text(list(story.number))
    expect(spoken.locator(".num-digit span")).to_have_text(numbers.spoken_digits(story.number, story.language))
    tick = box.get_by_label(story.says("Read out and repeated by the caller"))
    tick.check()
    expect(tick).to_be_disabled()
    assert Call.objects.get(number=story.number).read_back_at


def _the_caller_is_checked(story: Story) -> None:
    """Wrong once: no match and nothing more. Right: match."""
    box = story.alice.locator("#call-identity")
    check = box.locator("#call-check")
    email, last4 = box.locator("[name=check_email]"), box.locator("[name=check_last4]")
    email.fill(story.house.cleo.email)
    last4.fill("0000")
    check.click()
    expect(box.get_by_role("status")).to_contain_text(story.says("No match"))
    expect(box).to_contain_text(story.says("%(left)d of %(all)d tries left", left=2, all=3))
    email.fill(story.house.cleo.email)
    last4.fill("4471")
    last4.press("Enter")
    expect(box.locator(".check-form")).to_have_count(0)
    expect(box.get_by_role("status")).to_have_text(story.says("Match"))
    expect(box).not_to_contain_text(story.house.cleo.email)


@contextmanager
def _classified(page: Page) -> Iterator[None]:
    """The answer to a choice has arrived and stands in the panel: a person looks before the next choice, a program must be told to."""
    with page.expect_response(lambda answer: "/classify/" in answer.url):
        yield
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def _the_playbook_is_gone_through(story: Story) -> None:
    """Category, topic, fields: a wrong hash is repaired as it is typed, and the promise stands there to be read out."""
    page = story.alice
    with _classified(page):
        page.locator("#call-playbook").get_by_text(story.says("Funds"), exact=True).click()
    expect(page.locator("#call-promise .promise-aloud")).to_be_visible()
    with _classified(page):
        page.locator("#id_topic").select_option("deposit_missing")
    page.locator("#id_f_coin").fill("USDC")
    page.locator("#id_f_network").select_option("ethereum")
    txid, hint = page.locator("#id_f_txid"), page.locator("#id_f_txid_hint")
    txid.fill(TXID[:-2])
    expect(hint.locator(".error")).to_be_visible()
    story.picture(page, "wrong-hash")
    txid.fill(TXID)
    expect(hint.locator(".hint-ok")).to_contain_text(_format_right(story))
    page.locator("#id_note").fill(NOTE)
    page.locator("#id_subject").fill(SUBJECT)
    aloud = page.locator("#call-promise .promise-aloud")
    expect(aloud).to_contain_text(zone(story.language, clock.now()))
    aloud.scroll_into_view_if_needed()
    story.picture(page, "promise-aloud")


def _format_right(story: Story) -> str:
    return story.says("Format right for {network}.").format(network="Ethereum")


def _the_call_is_summed_up(story: Story) -> None:
    """Ended with a disposition; the summary says the number and both times once more."""
    page = story.alice
    page.locator("#call-form [name=disposition]").select_option("ticket_opened")
    page.locator("#call-end").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(story.says("Ticket opened"))
    ticket, read_out = story.ticket, page.locator(".aloud")
    for at in (ticket.goal_at, ticket.limit_at):
        assert at
        expect(read_out).to_contain_text(moment(story.language, at, "near"))
    expect(read_out).to_contain_text(numbers.spoken(story.number, story.language))
    assert (ticket.customer, ticket.assignee, ticket.identity_level) == (story.house.cleo, story.house.alice, 1)
    assert ticket.fields["txid"] == TXID
    story.picture(page, "summary")


def _the_promise_goes_out_by_mail(story: Story) -> None:
    """To the address on file, in Cleo's language: the number and both times with their zone, no link to sign in."""
    story.deliver()
    mail, ticket = story.mails[-1], story.ticket
    assert mail.to == [story.house.cleo.email]
    assert mail.subject == story.says("Your ticket %(number)s", number=story.grouped)
    assert ticket.goal_at
    assert ticket.limit_at
    text = str(mail.body)
    for at in (ticket.goal_at, ticket.limit_at):
        assert f"{moment(story.language, at)} ({zone(story.language, at)})" in text
    assert NOTE not in text


def _cleo_sees_both_times(story: Story) -> None:
    """By number and telephone: stage, both times, and when the escalation opens."""
    page, ticket = story.cleo_looks(story.house.cleo.phone), story.ticket
    assert ticket.goal_at
    assert ticket.limit_at
    expect(page.locator("h1")).to_have_text(story.says("We are working on it"))
    expect(page.locator(".stage-bar, .stages").first).to_contain_text(story.says("With us"))
    for at in (ticket.goal_at, ticket.limit_at):
        expect(page.locator("#promise .promise-marks")).to_contain_text(moment(story.language, at, "day"))
    expect(page.locator("#promise")).to_contain_text(zone(story.language, ticket.goal_at))
    locked = page.locator("#escalate")
    expect(locked.get_by_role("button", name=story.says("Escalate this ticket"))).to_be_disabled()
    expect(locked).to_contain_text(moment(story.language, ticket.limit_at))
    expect(page.get_by_text(NOTE)).to_have_count(0)
    story.picture(page, "status")


def _the_goal_passes(story: Story) -> None:
    """At risk: the supervisor has it in a queue, the lead is told."""
    ticket = story.ticket
    assert ticket.goal_at
    at = story.time.to(ticket.goal_at + timedelta(minutes=1))
    sweep(at=at)
    story.deliver()
    sam = story.sam
    sam.goto("/desk/queue/at_risk/")
    expect(sam.locator(f"#row-{story.number}")).to_contain_text(SUBJECT)
    story.picture(sam, "at-risk")
    story.alice.goto("/desk/notices/")
    kind = story.says("first reply", context="inside a sentence")
    notice = story.alice.locator(".notice-row").first
    expect(notice).to_contain_text(story.says("At risk: the goal of the %(kind)s has passed.", kind=kind))
    expect(notice).to_contain_text(moment(story.language, at, "clock"))
    story.picture(story.alice, "notice")


def _the_limit_passes(story: Story) -> None:
    """Missed: it stands in the breaches, and a complaint with a number of its own is with somebody unconcerned."""
    limit = story.ticket.limit_at
    assert limit
    sweep(at=story.time.to(limit + timedelta(minutes=3)))
    story.deliver()
    complaint = Complaint.objects.get(ticket__number=story.number)
    assert (complaint.handler, complaint.cause) == (story.house.olive, "breach")
    sam = story.sam
    sam.goto("/desk/breaches/")
    row = sam.get_by_role("row").filter(has_text=SUBJECT)
    expect(row).to_contain_text(complaint.number)
    expect(row).to_contain_text(story.says("First reply"))
    story.picture(sam, "breaches")
    row.get_by_role("link", name=complaint.number).click()
    expect(sam.locator("#handler")).to_contain_text("Olive")
    assert complaint.number in story.mails[-1].subject


def _cleo_reads_and_replies(story: Story) -> None:
    """The complaint stands on the status page; a code from the mail opens the messages."""
    page = story.cleo_looks(story.house.cleo.email)
    complaint = Complaint.objects.get(ticket__number=story.number)
    expect(page.locator("h1")).to_have_text(story.says("We are late, and we are sorry"))
    expect(page.locator("#escalate")).to_contain_text(complaint.number)
    page.get_by_role("button", name=story.says("Send code")).click()
    expect(page.locator("#thread")).to_contain_text(story.says("The code is on its way."))
    story.deliver()
    digits = re.search(r"\b\d{6}\b", str(story.mails[-1].body))
    assert digits, story.mails[-1].body
    page.get_by_label(story.says("Six digits")).fill(digits[0])
    page.get_by_role("button", name=story.says("Open", context="the thread")).click()
    expect(page.locator("#reply")).to_be_visible()
    story.picture(page, "late")
    page.get_by_label(story.says("Your reply")).fill(REPLY)
    page.get_by_role("button", name=story.says("Send"), exact=True).click()
    expect(page.locator(".portal-message.is-theirs")).to_contain_text(REPLY)
    expect(page.get_by_label(story.says("Your reply"))).to_have_value("")
    story.deliver()


def _alice_answers_and_resolves(story: Story) -> None:
    """It stands first in next up, before fresh work; she answers in public, then resolves."""
    page = story.alice
    a_ticket(story.house, at=clock.now(), subject="Fresh work, not urgent")
    page.goto("/desk/")
    first = page.locator(".work-row").first
    expect(first).to_contain_text(SUBJECT)
    story.picture(page, "next-up")
    first.get_by_role("link", name=SUBJECT).click()
    expect(page.locator("#thread")).to_contain_text(REPLY)
    page.locator("#composer-body").fill(ANSWER)
    page.locator("#composer").get_by_role("button", name=story.says("Send"), exact=True).click()
    expect(page.locator("#thread")).to_contain_text(ANSWER)
    story.picture(page, "answered")
    page.locator("#verb-resolve > summary").click()
    page.locator("#verb-resolve").get_by_label(story.says("Solution")).fill(SOLUTION)
    page.locator("#verb-resolve").get_by_role("button", name=story.says("Resolve")).click()
    expect(page.locator("#verb-reopen")).to_be_visible()
    assert story.ticket.solution == SOLUTION
    story.deliver()
    assert any(ANSWER in str(mail.body) for mail in story.mails), "who matched reads the answer in the mail too"


def _cleo_reads_the_answer(story: Story) -> None:
    """On the page that is still open on her phone."""
    page = story.cleo
    page.reload()
    expect(page.locator("#thread")).to_contain_text(ANSWER)
    expect(page.locator("#solution")).to_contain_text(SOLUTION)
    expect(page.locator("h1")).to_have_text(story.says("We consider this solved"))
    story.picture(page, "solved")


def _olive_decides(story: Story) -> None:
    """The handler reads how the promise was missed and decides. The ticket's agent cannot."""
    complaint = Complaint.objects.get(ticket__number=story.number)
    page = story.window(story.house.olive, language=story.language)
    page.goto("/desk/complaints/")
    page.get_by_role("row").filter(has_text=SUBJECT).get_by_role("link", name=complaint.number).click()
    expect(page.get_by_role("table").first).to_be_visible()
    page.locator("#decide").get_by_role("radio", name=story.says("Upheld"), exact=True).check()
    page.get_by_label(story.says("Decision")).fill(DECISION)
    story.picture(page, "decide")
    page.get_by_role("button", name=story.says("Decide and tell the customer")).click()
    expect(_region(page, story.says("Decision"))).to_contain_text(DECISION)
    story.deliver()
    assert complaint.number in story.mails[-1].subject


def _region(page: Page, title: str) -> Locator:
    return page.locator("section.region").filter(has=page.get_by_role("heading", name=title))


def _cleo_reads_the_decision(story: Story) -> None:
    page = story.cleo
    page.reload()
    box = page.locator("#escalate")
    expect(box).to_contain_text(DECISION)
    expect(box).to_contain_text(story.says("Decided"))
    story.picture(page, "decision")
