"""A desk on its second day, with something on every page; and the sessions of those who walk through it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import IdentityLevel, Role, User
from accounts.services.codes import send_code
from accounts.services.tokens import create_token
from channels.announcements.models import Announcement
from channels.announcements.services import Words, announce
from channels.chat.models import Chat
from channels.chat.services import start_chat, take_chat
from channels.directory.entries import Entry
from channels.directory.models import ChannelChange, FakeReport
from channels.directory.services import Report, confirm_fake, propose_channel, report_fake
from channels.inbound import InboundMessage, Sender
from channels.models import Call
from channels.services import Push, WrapUp, apply_push, finish_call, start_call
from complaints.models import Complaint
from core import clock
from core.files import IncomingFile
from incidents.models import Incident
from incidents.services import Notice, Rule, declare_incident, publish_update
from knowledge.articles.models import Article
from knowledge.articles.services import ArticleDraft, save_article
from knowledge.models import Macro
from knowledge.services import Draft, save_macro
from outbox.models import Delivery, DeliveryState
from outbox.services import deliver_due
from portal.chat_page import remember
from portal.visits import ask_for_proof, enter, remember_code
from sla.models import BreachReview, Calendar, LadderStep, Policy
from sla.services import sweep
from tests.browser.conftest import Clock
from tests.core.test_files import picture, zipped
from tests.people import PASSWORD, House, a_ticket, sign_in
from tickets.models import Attachment, Ticket
from tickets.playbooks import PLAYBOOKS
from tickets.services import (
    add_customer_message,
    add_note,
    attach_files,
    pend_ticket,
    publish_topic,
    reply,
    resolve_ticket,
    save_view,
)
from tickets.services.visitors import CODE_PURPOSE
from tickets.services.wording import TopicDraft, words_of

# What a browser answered when a passkey was made; only its public half is in it.
KEY = {
    "id": "S7LHOhyD-Cz-YqfinEtfR66RiXBuz10jhUUv2x0_Nbc",
    "rawId": "S7LHOhyD-Cz-YqfinEtfR66RiXBuz10jhUUv2x0_Nbc",
    "type": "public-key",
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiQUEiLCJvcmlnaW4iOiJodHRwOi8vbG9jYWxob3N0In0",
        "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQECAwQF"
        "BgcIAQIDBAUGBwgAIEuyxzocg_gs_mKn4pxLX0eukYlwbs9dI4VFL9sdPzW3pQECAyYgASFYIAPSgy3Xe39qBjeKnsUes_vNFeqMJ9DvZKaAiTCu_vdN"
        "Ilggrmdyr8fr8WbU3Tl7y7AtxL6UQ5Zp_nEbr3NTunKN5-E",
    },
    "clientExtensionResults": {"credProps": {"rk": True}},
}
LONG = "Überweisungsbestätigung-0x" + "4a5e1e4baab89f3a32518a88" * 4


@dataclass(frozen=True)
class Scene:
    """What the addresses of the walk are made from."""

    house: House
    fresh: Ticket
    late: Ticket
    solved: Ticket
    complaint: Complaint
    talking: Call
    done: Call

    def place(self, kind: str) -> dict[str, object]:
        """The arguments of an address that shows one thing."""
        places: dict[str, Callable[[], dict[str, object]]] = {
            "": dict,
            "queue": lambda: {"queue": "mine"},
            "menu": lambda: {"queue": "mine", "part": "teams"},
            "topic": lambda: {"key": "deposit_missing"},
            "fresh": lambda: {"number": self.fresh.number},
            "late": lambda: {"number": self.late.number},
            "solved": lambda: {"number": self.solved.number},
            "quarantined": lambda: {"key": Attachment.objects.get(reason="archive").key},
            "explained": lambda: {"number": self.late.number, "timer": self.late.timers.earliest("pk").pk},
            "complaint": lambda: {"number": self.complaint.number},
            "letter": lambda: {"number": self.complaint.number, "pk": self.complaint.letters.earliest("pk").pk},
            "own_letter": lambda: {"pk": self.complaint.letters.earliest("pk").pk},
            "talking": lambda: {"number": self.talking.number},
            "chatting": lambda: {"number": Chat.objects.get(state="talking").ticket.number},
            "done": lambda: {"number": self.done.number},
            "person": lambda: {"pk": self.house.bob.pk},
            "team": lambda: {"pk": self.house.funds.pk},
            "policy": lambda: {"pk": Policy.objects.get(name="Guidance, low priority").pk},
            "calendar": lambda: {"pk": Calendar.objects.get(name="Singapore desk").pk},
            "rung": lambda: {"pk": LadderStep.objects.earliest("pk").pk},
            "review": lambda: {"pk": BreachReview.objects.earliest("pk").pk},
            "incident": lambda: {"pk": Incident.objects.earliest("pk").pk},
            "macro": lambda: {"pk": Macro.objects.earliest("pk").pk},
            "article": lambda: {"pk": Article.objects.earliest("pk").pk},
            "announcement": lambda: {"pk": Announcement.objects.earliest("pk").pk},
            "feed": lambda: {"language": "en"},
            "channel": lambda: {"pk": self.house.hotline.pk},
            "change": lambda: {"pk": ChannelChange.objects.earliest("pk").pk},
            "key": lambda: {
                "pk": Authenticator.objects.get(user=self.house.alice, type=Authenticator.Type.WEBAUTHN).pk
            },
            "forgotten": lambda: {
                "uidb36": user_pk_to_url_str(self.house.bob),
                "key": default_token_generator.make_token(self.house.bob),
            },
        }
        return places[kind]()


def set_scene(house: House, time_of_day: Clock) -> Scene:
    """Yesterday a promise was made and missed; today there is fresh work, a wait, an answer, a call that runs."""
    late = a_ticket(house, at=clock.now(), subject=f"Nobody answered {LONG}")
    sweep(at=time_of_day.on(timedelta(hours=25)))
    at = clock.now()
    fresh = a_ticket(house, at=at, topic="deposit_missing", fields={"coin": "USDC", "network": "ethereum"})
    said = add_customer_message(ticket=fresh, body=f"Here is the hash: {LONG}", by=house.cleo, at=at)
    sent = [("screen.png", picture("PNG")), (f"{LONG}.zip", zipped("a")), ("app.exe", b"MZ"), ("note.txt", b"words")]
    attach_files(message=said, files=[IncomingFile(*each) for each in sent], at=at)
    add_note(ticket=fresh, body="The caller sounded hurried.", by=house.alice, at=at)
    reply(ticket=fresh, body="Thank you, we look at it.", by=house.alice, at=at)
    waiting = a_ticket(house, at=at, subject="Withdrawal under review")
    pend_ticket(
        ticket=waiting,
        state="waiting_customer",
        until=at + timedelta(days=1),
        reason="the screenshot of the transfer",
        by=house.alice,
        at=at,
    )
    solved = a_ticket(house, at=at, subject="Wrong network")
    resolve_ticket(ticket=solved, solution="Recovered and credited.", by=house.alice, at=at)
    a_ticket(house, at=at, subject="Nobody has taken it", assignee=None)
    _tell_many(house)
    _chats(house)
    done = _calls(house)
    deliver_due(at=clock.now())
    Delivery.objects.filter(handler__contains="mail_").update(state=DeliveryState.DEAD, last_error="connection refused")
    _settled(house)
    _ours_and_fakes(house)
    _said_to_all(house)
    complaint = Complaint.objects.get(ticket=late)
    talking = start_call(by=house.bob, at=at, caller_phone=house.cleo.phone, hotline=house.hotline)
    return Scene(house, fresh, late, solved, complaint, talking, done)


def _tell_many(house: House) -> None:
    """An incident that runs, with an update on its way; a macro; two articles."""
    at = clock.now()
    notice = Notice(f"Deposits are late. {LONG}", f"充值延迟。{LONG}", "Ethereum deposits are late", "以太坊充值延迟")
    rule = Rule("funds", at - timedelta(hours=1), "deposit_missing", ["ethereum"], ["USDC"])
    incident = declare_incident(notice=notice, rule=rule, by=house.sam, at=at)
    publish_update(incident=incident, notice=notice, by=house.sam, at=at)
    draft = Draft(
        "Please send the hash",
        "请提供交易哈希",
        "Dear {{customer}}, please.",
        "{{customer}}，请提供。",
        house.funds,
        "funds",
    )
    save_macro(draft=draft, by=house.sam, at=at)
    for topic in ("deposit_missing", ""):
        text = f"Look first.\n\n1. **One** {LONG}\n2. Two\n\n## Then\n\n- A point"
        article = ArticleDraft(
            f"A deposit is late {LONG}"[:120], f"充值没有到账{LONG}"[:120], text, text, "funds", topic
        )
        save_article(draft=article, by=house.sam, at=at)


def _chats(house: House) -> None:
    """One with Alice, one that waits."""
    at = clock.now()
    User.objects.filter(pk=house.alice.pk).update(seen_at=at)
    sender = Sender(name="Charlie", email="charlie@mail.test")
    for key, words in (("one", f"Where is my coin? {LONG}"), ("two", "Is anybody there?")):
        start_chat(opening=InboundMessage("chat", key, sender, words, category="funds"), at=at)
    take_chat(chat=Chat.objects.earliest("pk"), by=house.alice, at=at)


def _settled(house: House) -> None:
    """A token, a view in the rail, a topic that is said otherwise."""
    at = clock.now()
    create_token(owner=house.pbx, days=30, scopes=["calls:write"], by=house.ada, at=at)
    save_view(name=f"Stuck {LONG}"[:60], queue="team", query="tag=stuck", for_team=True, by=house.alice)
    words = words_of(PLAYBOOKS["deposit_missing"]) | {"never_ask": {"en": [f"Never. {LONG}"], "zh": [f"绝不。{LONG}"]}}
    said = TopicDraft(words=words, priority="high", place=2, offered=True, reason=f"Asked for by the risk team. {LONG}")
    publish_topic(key="deposit_missing", draft=said, seen_version=0, by=house.sam, at=at)


def _ours_and_fakes(house: House) -> None:
    """A channel that waits for its second person, a report that waits for a decision, a fake on the list."""
    at = clock.now()
    entry = Entry(
        "site", "aldermoor.example", "Exchange", "交易平台", will=f"Asks nothing. {LONG}", will_zh=f"什么都不问。{LONG}"
    )
    propose_channel(entry=entry, reason=f"The first one. {LONG}", by=house.sam, at=at)
    report = Report(
        "scene", f"https://{LONG.lower()}.example", "website", "rosa@mail.test", f"They wanted a code. {LONG}"
    )
    report_fake(report=report, address="192.0.2.1", at=at)
    confirm_fake(kind="telegram", value="@aldermoor_cs", note=f"Asks for codes. {LONG}", by=house.sam, at=at)


def _said_to_all(house: House) -> None:
    """One that runs, in both languages."""
    at = clock.now()
    announce(words=Words("warning", f"Calls {LONG}"[:120], f"来电 {LONG}"[:120], LONG, LONG, at), by=house.sam, at=at)


def _calls(house: House) -> Call:
    at = clock.now()
    for event in ("newCall", "hangup"):
        apply_push(push=Push(event, "missed", caller="+6598887766", called=house.hotline.value), by=house.pbx, at=at)
    agreed = start_call(by=house.alice, at=at, caller_phone=house.cleo.phone)
    later = WrapUp(
        "callback_promised",
        note="Calls from a plane.",
        category="funds",
        callback_at=at + timedelta(hours=3),
        callback_topic="The missing deposit",
    )
    finish_call(call=agreed, wrap_up=later, by=house.alice, at=at)
    done = start_call(by=house.alice, at=at, caller_phone=house.cleo.phone)
    opened = WrapUp("ticket_opened", note="Balance is short by 2,400 USDC.", category="funds", name="Cleo")
    return finish_call(call=done, wrap_up=opened, by=house.alice, at=at)


def session_of(who: str, scene: Scene) -> str | None:
    """The session cookie of a walker; None for a stranger."""
    if who == "stranger":
        return None
    if who in {"visitor", "asked", "proven", "proof", "solved", "chatter"}:
        return _visit(who, scene)
    if who == "reporter":
        return _reporter()
    walkers = {"half": _half_in, "keyed": _half_in_with_a_key, "new": _newcomer, "known": _known}
    client = walkers[who](scene.house) if who in walkers else sign_in(Client(), getattr(scene.house, who))
    return client.cookies["sessionid"].value


def _reporter() -> str:
    """Somebody who has just reported a fake."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.session["reported"] = FakeReport.objects.earliest("pk").ticket_id
    request.session.save()
    return str(request.session.session_key)


def _with_password(user: User) -> Client:
    """The first step of the sign-in is done; for who has no second factor it is the whole."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def _half_in(house: House) -> Client:
    """Bob has an app and has still to type its code."""
    sign_in(Client(), house.bob)
    return _with_password(house.bob)


def _half_in_with_a_key(house: House) -> Client:
    """Sam has an app and a key and has still to use one of them."""
    sign_in(Client(), house.sam)
    _give_key(house.sam)
    return _with_password(house.sam)


def _newcomer(house: House) -> Client:
    """Nora has no second factor yet."""
    facts = {"name": "Nora", "role": Role.AGENT, "agent_number": "2999", "team": house.funds}
    return _with_password(User.objects.create_user("nora@desk.test", PASSWORD, **facts))


def _known(house: House) -> Client:
    """Alice has everything, and has just typed her password once more: what guards the account opens to nobody else."""
    client = sign_in(Client(), house.alice)
    RecoveryCodes.activate(house.alice)
    _give_key(house.alice)
    client.get(reverse("desk:notices"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def _give_key(user: User) -> None:
    kind, data = Authenticator.Type.WEBAUTHN, {"name": "Laptop", "credential": KEY}
    Authenticator.objects.create(user=user, type=kind, data=data)


def _visit(who: str, scene: Scene) -> str:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    ticket, at = scene.solved if who == "solved" else scene.fresh if who == "visitor" else scene.late, clock.now()
    if who == "proof":
        ask_for_proof(request, ticket, asked_by="", at=at)
    else:
        level = IdentityLevel.MATCHED if who in {"visitor", "asked"} else IdentityLevel.POSSESSION
        enter(request, ticket, level=level, at=at)
    if who == "chatter":
        remember(request, Chat.objects.get(state="talking"))
    if who == "asked":
        sent = send_code(customer=ticket.customer, purpose=CODE_PURPOSE, context_id=ticket.pk, asked_by="", at=at)
        remember_code(request, sent.pk)
    request.session.save()
    return str(request.session.session_key)
