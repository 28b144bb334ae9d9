"""What the status page shows of a ticket, by how well its visitor is known. Content only after a one-time code."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.models import Cause, Complaint
from core.timewords import moment_words
from incidents.models import Incident
from outbox.selectors import events_of
from portal.callbacks import callbacks_of
from portal.complaint_page import complaints_of, shown
from portal.forms.check import CodeForm
from portal.forms.ticket import PhraseForm, ReplyForm
from portal.promise_words import promise_sentences
from portal.secret_note import secret_note
from portal.telegram import offer_for
from portal.visits import Visit
from sla.models import Timer, TimerState
from sla.opening import open_now
from sla.selectors import nearest_promise, timer_state, timers_of
from tickets.categories import Category, ChannelKind
from tickets.events import TicketAssigned
from tickets.models import MessageKind, Ticket
from tickets.selectors import stage_of, steps_of
from tickets.states import WAITING, Stage, State
from tickets.topics import in_force

ICONS = {
    Category.SECURITY: "shield-alert",
    Category.FUNDS: "wallet",
    Category.GUIDANCE: "compass",
    Category.COMPLAINT: "scale",
}


def status_context(visit: Visit, *, at: datetime) -> dict[str, Any]:
    """The context of portal/status.html. About twelve queries, whatever the length of the thread."""
    ticket = visit.ticket
    timer = nearest_promise(timers_of(ticket))
    complaints = complaints_of(ticket)
    step = stage_of(ticket)
    return {
        "ticket": ticket,
        "visit": visit,
        "icon": ICONS[Category(ticket.category)],
        "topic": in_force()[ticket.topic].label if visit.proven and ticket.topic in in_force() else "",
        "headline": _headline(ticket, step, timer, at),
        "stages": _stages(ticket, at),
        "promise": promise_of(ticket, timer, at) if timer else None,
        "asked": ticket.waiting_for if ticket.state == State.WAITING_CUSTOMER else "",
        "third": ticket.waiting_for if ticket.state == State.WAITING_THIRD else "",
        "callbacks": callbacks_of(ticket, at=at),
        "escalate": _escalate(ticket, complaints, timer, at),
        "incidents": list(Incident.objects.running().of_ticket(ticket)),
        "thread": _thread(visit),
        "code_form": CodeForm(),
        "code_sent": visit.code_id is not None,
        "reply_form": ReplyForm(),
        "way": open_now(ChannelKind.WEB, at),
        "phrase_form": PhraseForm(initial={"phrase": ticket.customer.mail_phrase if visit.proven else ""}),
        "draft": f"status:{ticket.number[-4:]}",
        "telegram": offer_for(ticket.customer) if visit.proven else None,
        "demo_mail_url": reverse("portal:demo_mail") if settings.DEMO else "",
    }


def _headline(ticket: Ticket, step: Stage, timer: Timer | None, at: datetime) -> str:
    if ticket.state == State.CLOSED:
        return _("This ticket is closed")
    if ticket.state == State.RESOLVED:
        return _("We consider this solved")
    if timer and timer_state(timer, at=at) == "breach":
        return _("We are late, and we are sorry")
    if ticket.state in WAITING:
        return _("We need something from you") if ticket.state == State.WAITING_CUSTOMER else _("Waiting for others")
    return {
        Stage.RECEIVED: _("We have received it"),
        Stage.WITH_US: _("We are working on it"),
        Stage.ANSWERED: _("We have answered you"),
    }[step]


def _stages(ticket: Ticket, at: datetime) -> list[dict[str, Any]]:
    taken = events_of("ticket", ticket.pk).filter(name=TicketAssigned.name).first()
    with_us = taken.at if taken else (ticket.opened_at if ticket.assignee_id else None)
    moments = {
        Stage.RECEIVED: ticket.opened_at,
        Stage.WITH_US: with_us,
        Stage.ANSWERED: ticket.first_replied_at,
        Stage.CLOSED: ticket.resolved_at,
    }
    return [
        {
            "label": each.label,
            "state": each.progress,
            "at": "" if each.progress == "next" else _since(moments[each.stage], at),
        }
        for each in steps_of(ticket)
    ]


def _since(moment: datetime | None, at: datetime) -> str:
    return moment_words(moment, zone=None, now=at, style="list") if moment else ""


def promise_of(ticket: Ticket, timer: Timer, at: datetime) -> dict[str, Any]:
    """A promise as portal/_promise.html has it."""
    state = timer_state(timer, at=at)
    running = timer.state in {TimerState.RUNNING, TimerState.HELD}
    return {
        "kind": timer.kind,
        "state": state,
        "start_at": timer.started_at,
        "goal_at": timer.goal_at,
        "limit_at": timer.due_at,
        "paused_spans": [(each.started_at, each.ended_at) for each in timer.pauses.all()],
        "answered_at": timer.stopped_at,
        "paused_until": ticket.waiting_until,
        "explained": promise_sentences(timer, at=at),
        "calendar_url": reverse("portal:promise_ics") if running and state != "breach" else "",
    }


def _escalate(ticket: Ticket, complaints: list[Complaint], timer: Timer | None, at: datetime) -> dict[str, Any]:
    """What the customer can do when not happy. The rule itself is in tickets.services.escalate_ticket; this says it beforehand."""
    missed = ticket.breached_at is not None or (ticket.limit_at is not None and ticket.limit_at <= at)
    present = next((each for each in complaints if each.is_live), None)
    return {
        "complaints": [shown(each, at=at) for each in complaints],
        "by_itself": present is not None and present.cause == Cause.BREACH,
        "present": present,
        "open": missed and ticket.escalated_at is None and present is None,
        "opens_at": ticket.limit_at if ticket.escalated_at is None and not missed else None,
        "paused": timer is not None and timer.paused_at is not None,
        "url": reverse("portal:escalate"),
        "complaint_url": reverse("portal:complaint"),
    }


def _thread(visit: Visit) -> dict[str, Any]:
    public = visit.ticket.messages.filter(kind=MessageKind.PUBLIC)
    customer = visit.ticket.customer
    thread: dict[str, Any] = {"has_email": bool(customer.email), "messages": []}
    if not visit.proven:
        return thread | {"count": public.count()}
    messages = [
        {
            "id": each.pk,
            "ours": not each.from_customer,
            "author": each.by.name if each.by else _("You"),
            "agent_number": each.by.agent_number if each.by else "",
            "at": each.at,
            "body": each.body,
            "note": secret_note(each.body) if each.from_customer else None,
            "files": each.attachments.all(),
        }
        for each in public.select_related("by").prefetch_related("attachments").order_by("at", "id")
    ]
    return thread | {"messages": messages, "count": len(messages)}
