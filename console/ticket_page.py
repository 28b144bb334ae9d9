"""What the page of a ticket shows, gathered in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.forms import Form
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from accounts.models import IdentityLevel, Role, User
from accounts.selectors import colleagues, masked
from channels.mail.selectors import unreachable
from channels.models import Call
from complaints.models import Complaint
from console import incident_page, promises, thread
from console.around import around, snoozed_until
from console.chats import chat_strip
from console.draft_files import files_lying
from console.evidence import evidence
from console.forms.around import LinkForm, MergeForm, SnoozeForm, SplitForm, TagForm
from console.forms.tickets import AssignForm, FileForm, PendForm, ReopenForm, ResolveForm, RevealForm, SayForm
from console.giving_story import why_of
from console.looks import CATEGORY_ICONS
from console.queues import QUEUES, rows_of
from console.rows import side_row
from console.secret_note import secret_note
from core import timewords
from incidents.models import Attachment
from knowledge.articles.models import Article
from knowledge.models import FollowUp, Macro
from outbox.models import Event
from outbox.selectors import newest_events
from sla.models import Holding
from sla.selectors import timers_of
from tickets.categories import Category, Priority
from tickets.models import Draft, MessageKind, Ticket
from tickets.selectors import state_shown, steps_of
from tickets.services import drafts_of
from tickets.states import DONE, LIVE, WAITING, State
from tickets.topics import in_force

MOST_EVENTS = 300
MOST_ROWS = 25
MOST_PAST = 6
STATE_ICONS = {
    State.NEW: "sparkle",
    State.OPEN: "circle-dot",
    State.WAITING_CUSTOMER: "circle-pause",
    State.WAITING_THIRD: "circle-pause",
    State.RESOLVED: "circle-check",
    State.CLOSED: "archive",
}


@dataclass(frozen=True)
class Asked:
    """How the page was asked for: the queue it was opened from, the page of the thread, the promise to explain."""

    queue: str = "mine"
    before: int | None = None
    explain: int | None = None


@dataclass(frozen=True)
class Shown:
    """What a refused or answered form adds to the page: the bound form under its name, a reply kept, a value uncovered."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    refusal_code: str = ""
    kept_body: str = ""
    revealed: Mapping[str, str] = field(default_factory=dict)
    macro: Macro | None = None
    macro_refused: str = ""


@dataclass(frozen=True)
class Facts:
    """What was read for the page. `merged`: the tickets that go on in this one, number by id."""

    merged: dict[int, str]
    page: thread.Page
    calls: list[Call]
    events: list[Event]
    clocks: list[promises.Clock]
    complaint: Complaint | None
    holdings: list[Holding]
    attached: list[Attachment]


def read_facts(ticket: Ticket, asked: Asked, *, at: datetime) -> Facts:
    """Nine statements, however much was said. What was merged into the ticket is read with it."""
    merged = dict(ticket.merged.order_by("pk").values_list("pk", "number"))
    taken = Call.objects.filter(ticket__in=[ticket.pk, *merged]).select_related("agent")
    calls = list(taken.order_by("-started_at")[:MOST_PAST])
    subjects = [("ticket", pk) for pk in (ticket.pk, *merged)]
    subjects += [("customer", ticket.customer_id), *(("call", call.pk) for call in calls)]
    events = [each for each in newest_events(subjects, most=MOST_EVENTS) if _concerns(each, ticket)]
    complaints = Complaint.objects.filter(ticket__in=[ticket.pk, *merged]).select_related("handler")
    return Facts(
        merged=merged,
        page=thread.messages_before(ticket, asked.before),
        calls=calls,
        events=events,
        clocks=promises.clocks(timers_of(ticket), at=at),
        complaint=complaints.order_by("-opened_at").first(),
        holdings=list(ticket.holdings.select_related("team", "holder").order_by("-started_at", "-id")[:MOST_PAST])[
            ::-1
        ],
        attached=incident_page.of_ticket(ticket),
    )


def _concerns(event: Event, ticket: Ticket) -> bool:
    return event.subject_kind != "customer" or event.data.get("ticket_id") == ticket.pk


def context(
    ticket: Ticket, user: User, asked: Asked, facts: Facts, *, at: datetime, shown: Shown | None = None
) -> dict[str, Any]:
    """The context of desk/ticket.html."""
    shown = shown or Shown()
    rows = [
        side_row(each, at=at, queue=asked.queue, current=ticket.number)
        for each in rows_of(QUEUES[asked.queue], user, at=at, narrowed=Q(), most=MOST_ROWS + 1)
    ]
    strip = chat_strip(ticket, user, at=at)
    return {
        "ticket": ticket,
        "strip": strip,
        "queue": QUEUES[asked.queue],
        "queue_count": f"{MOST_ROWS}+" if len(rows) > MOST_ROWS else str(len(rows)),
        "rows": rows[:MOST_ROWS],
        "place": place(rows[:MOST_ROWS]),
        "chips": chips(ticket),
        "stages": stages(ticket),
        "clocks": [_clock(each, asked, facts.attached, at=at) for each in facts.clocks],
        "incidents": incident_page.ticket_part(ticket, user, facts.attached, shown.forms),
        "entries": thread.entries(
            ticket, facts.page, facts.events, facts.calls, newest=asked.before is None, merged=facts.merged
        ),
        "earlier": facts.page.earlier,
        "asked": asked,
        "composer": composer(ticket, user, facts, shown, chatting=bool(strip and strip["chat"].is_live), at=at),
        "actions": actions(ticket, user, facts, shown, at=at),
        "customer": customer_lines(ticket, shown),
        "identity": IdentityLevel(ticket.identity_level).label,
        "secret": secret_note(facts.events),
        "evidence": evidence(ticket.fields, ticket.topic, at=at),
        "past": past_tickets(ticket, user),
        "calls": [_call(each) for each in facts.calls],
        "why": why_of(ticket, facts.events, user),
        "holdings": [_holding(each, at=at) for each in facts.holdings],
        "complaint": facts.complaint,
        "complaint_url": _complaint_url(facts.complaint, user),
        "around": around(ticket, user)
        | {"merged": list(facts.merged.values()), "snoozed_until": snoozed_until(ticket, user, at=at)},
        "reads": thread.read_log(facts.events),
    }


def place(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Where the ticket stands in its queue, with its neighbours; None when it is not in it."""
    here = next((index for index, row in enumerate(rows) if row["current"]), None)
    if here is None:
        return None
    return {
        "position": here + 1,
        "previous": rows[here - 1] if here else None,
        "next": rows[here + 1] if here + 1 < len(rows) else None,
    }


def chips(ticket: Ticket) -> list[dict[str, Any]]:
    """Category with topic, priority, state, team and holder, as words."""
    category = Category(ticket.category)
    topic = in_force().get(ticket.topic)
    filed = str(category.label)
    if topic:
        filed = _("%(category)s, %(topic)s") % {"category": category.label, "topic": topic.label}
    return [
        {"icon": CATEGORY_ICONS[category], "text": filed},
        {"icon": "siren" if ticket.emergency else "", "text": Priority(ticket.priority).label},
        {"icon": STATE_ICONS[state_shown(ticket)], "text": state_shown(ticket).label},
    ]


def stages(ticket: Ticket) -> list[dict[str, Any]]:
    """The customer's bar as the customer sees it."""
    return [{"label": each.label, "state": each.progress} for each in steps_of(ticket)]


def standing(ticket: Ticket, *, at: datetime) -> dict[str, Any]:
    """The context of desk/_ticket_clocks.html alone. Two statements."""
    attached, found = incident_page.of_ticket(ticket), promises.clocks(timers_of(ticket), at=at)
    return {"stages": stages(ticket), "clocks": [_clock(each, Asked(), attached, at=at) for each in found]}


def _clock(clock: promises.Clock, asked: Asked, attached: list[Attachment], *, at: datetime) -> dict[str, Any]:
    marks = incident_page.circumstances(attached, clock.timer.started_at, clock.answered_at or at)
    return {
        "clock": clock,
        "marks": marks,
        "explain": promises.explain(clock, at=at) | {"circumstances": marks},
        "open": asked.explain == clock.timer.pk,
        "over": at - clock.limit_at,
    }


def _way(ticket: Ticket, *, chatting: bool) -> str:
    if chatting:
        return _("chat")
    return _("mail and status page") if ticket.customer.email else _("status page")


def composer(ticket: Ticket, user: User, facts: Facts, shown: Shown, *, chatting: bool, at: datetime) -> dict[str, Any]:
    """The context of desk/_composer.html; a refused form comes back with its text, its reason and what is new."""
    form, drafts = shown.forms.get("say"), drafts_of(ticket, user)
    name = masked(ticket.customer)["name"] or _("the customer")
    language = get_language_info(ticket.language)["name_local"]
    to = _("to %(name)s by %(way)s, %(language)s") % {
        "name": name,
        "way": _way(ticket, chatting=chatting),
        "language": language,
    }
    words: dict[str, Any] = {
        "action": reverse("desk:ticket_reply", args=[ticket.number]),
        "reopen_url": reverse("desk:ticket_reopen", args=[ticket.number]),
        "draft_key": f"{user.pk}:{ticket.number}",
        "key": SayForm(ticket=ticket)["key"].value(),
        "macros": [_macro(each, ticket) for each in Macro.objects.visible_to(user).offered_for(ticket)],
        "articles": list(Article.objects.offered_for(ticket.category, ticket.topic)),
        "macro_url": reverse("desk:ticket_macro", args=[ticket.number]),
        "used": shown.macro,
        "then": follow_words(shown.macro) if shown.macro else "",
        "macro_refused": shown.macro_refused,
        "version": ticket.version,
        "seen_at": at.isoformat(),
        "to": to,
        "closed": ticket.state == State.CLOSED,
        "keep_url": reverse("desk:ticket_draft", args=[ticket.number]),
        "sending": [_sending(each, ticket) for each in drafts if each.send_at],
        **files_lying(ticket, drafts),
    }
    if not isinstance(form, SayForm):
        return words | _typed(drafts, shown)
    typed = form.cleaned_data if hasattr(form, "cleaned_data") else {}
    seen_at, used = typed.get("seen_at"), typed.get("used")
    me = str(user.pk)
    news = (
        thread.news_since(facts.events, seen_at=seen_at, me=me) if seen_at and shown.refusal_code == "conflict" else []
    )
    sentences = [str(each) for errors in form.errors.values() for each in errors]
    return words | {
        "used": used,
        "then": follow_words(used) if used else "",
        "body": form.data.get("body", ""),
        "internal": form.internal,
        "error": " ".join(sentences),
        "news": news,
        "reopen": shown.refusal_code == "ticket_closed",
    }


def _sending(draft: Draft, ticket: Ticket) -> dict[str, Any]:
    undo = reverse("desk:ticket_undo", args=[ticket.number, draft.pk])
    return {"body": draft.body, "send_at": draft.send_at, "undo_url": undo, "files": len(draft.files.all())}


def _typed(drafts: Sequence[Draft], shown: Shown) -> dict[str, Any]:
    """What stands in the composer when the page opens: one's draft, and why it is not out yet if it was meant to be."""
    draft = next((each for each in drafts if each.send_at is None), None)
    if draft is None or shown.kept_body:
        return {"body": shown.kept_body}
    macro = Macro.objects.filter(pk=draft.macro_id).first() if draft.macro_id and draft.follow else None
    refusals = {"ticket_closed": _("The ticket was closed before your reply went out. Reopen it first, then send.")}
    meanwhile = _("The ticket changed before your reply went out. Read what is new, then send again.")
    return {
        "body": draft.body,
        "internal": draft.kind == MessageKind.INTERNAL,
        "saved_at": draft.saved_at,
        "error": refusals.get(draft.refusal, meanwhile) if draft.refusal else "",
        "reopen": draft.refusal == "ticket_closed",
        "used": macro,
        "then": follow_words(macro) if macro else "",
    }


def _macro(macro: Macro, ticket: Ticket) -> dict[str, Any]:
    """One that the composer offers; `then` says what the ticket does after sending."""
    return {"pk": macro.pk, "label": macro.label, "own": macro.category == ticket.category, "then": follow_words(macro)}


def follow_words(macro: Macro) -> str:
    """What the ticket does once it is sent, empty when it stays as it is."""
    if macro.follow_up == FollowUp.WAIT:
        days = ngettext("wait %(days)d day for the customer", "wait %(days)d days for the customer", macro.wait_days)
        return days % {"days": macro.wait_days}
    return _("resolve the ticket") if macro.follow_up == FollowUp.RESOLVE else ""


def actions(ticket: Ticket, user: User, facts: Facts, shown: Shown, *, at: datetime) -> dict[str, Any]:
    """The verbs that this state has, each with its form."""
    live = ticket.state in LIVE
    forms: dict[str, Any] = {
        "assign": AssignForm(ticket=ticket, people=colleagues(user), initial={"to": ticket.assignee_id or ""}),
        "file": FileForm(ticket=ticket),
        "tag": TagForm(ticket=ticket),
        "link": LinkForm(ticket=ticket, by=user),
        "split": SplitForm(ticket=ticket, said=facts.page.messages),
        "merge": MergeForm(ticket=ticket, by=user),
    }
    if live and ticket.assignee_id == user.pk:
        forms["snooze"] = SnoozeForm(ticket=ticket, at=at)
    if live:
        forms |= {"pend": PendForm(ticket=ticket, at=at), "resolve": ResolveForm(ticket=ticket)}
    if ticket.state in DONE:
        forms["reopen"] = ReopenForm(ticket=ticket)
    return {
        **(forms | dict(shown.forms)),
        "open": next(iter(shown.forms), ""),
        "take": live and ticket.assignee_id != user.pk and user.role != Role.ADMINISTRATOR,
        "resume": ticket.state in WAITING,
        "waive": live and ticket.first_replied_at is not None and ticket.customer_waiting_since is not None,
        "close": ticket.state == State.RESOLVED,
        "escalate": ticket.escalated_at is None,
    }


def customer_lines(ticket: Ticket, shown: Shown) -> dict[str, Any]:
    """The customer, masked; a value that was just uncovered stands in its place this once."""
    labels = {"name": _("Name"), "email": _("Mail"), "phone": _("Phone"), "exchange_uid": _("Account")}
    form = shown.forms.get("reveal")
    asked_for = form.data.get("field", "") if form else ""
    lines = [
        {
            "field": key,
            "label": labels[key],
            "value": shown.revealed.get(key) or value,
            "revealed": key in shown.revealed,
            "form": form if key == asked_for else RevealForm(auto_id=f"reveal-{key}-%s"),
            "open": key == asked_for,
        }
        for key, value in masked(ticket.customer).items()
        if value
    ]
    return {
        "lines": lines,
        "registered": ticket.customer.registered,
        "customer_class": ticket.customer.get_customer_class_display() if ticket.customer.registered else "",
        "url": reverse("desk:ticket_reveal", args=[ticket.number]),
        "unreachable": unreachable(ticket.customer.email),
        "mail_again_url": reverse("desk:ticket_mail_again", args=[ticket.number]),
    }


def past_tickets(ticket: Ticket, user: User) -> list[dict[str, Any]]:
    """Earlier and later tickets of the same customer that this person may see."""
    others = Ticket.objects.visible_to(user).filter(customer_id=ticket.customer_id, merged_into__isnull=True)
    others = others.exclude(pk=ticket.pk)
    return [
        {
            "number": each.number,
            "subject": each.subject,
            "url": reverse("desk:ticket", args=[each.number]),
            "state": state_shown(each).label,
            "opened_at": each.opened_at,
        }
        for each in others.order_by("-opened_at")[:MOST_PAST]
    ]


def _holding(holding: Holding, *, at: datetime) -> dict[str, Any]:
    return {
        "holder": holding.holder,
        "team": holding.team,
        "started_at": holding.started_at,
        "ended_at": holding.ended_at,
        "span": timewords.duration_words((holding.ended_at or at) - holding.started_at),
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "call": call,
        "wait": thread.spoken(call.wait_seconds),
        "talk": thread.spoken(call.talk_seconds),
        "wrap_up": thread.spoken(call.wrap_up_seconds),
    }


def _complaint_url(complaint: Complaint | None, user: User) -> str:
    """Where the register may be opened; agents only see that there is a complaint."""
    allowed = complaint is not None and user.role in {Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR}
    return reverse("desk:complaint", args=[complaint.number]) if complaint and allowed else ""
