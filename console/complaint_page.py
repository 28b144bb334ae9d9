"""What the page of a complaint shows, gathered in a fixed number of statements."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.forms import Form
from django.urls import reverse

from accounts.models import Role, User
from accounts.selectors import masked
from complaints.languages import language_name
from complaints.models import Complaint, ComplaintState, Letter, PointOutcome
from complaints.policies import concerned, officers, require_handler
from complaints.selectors import similar_decided
from console import incident_page, promises, thread
from console.forms.complaints import (
    AdmitForm,
    AnswerForm,
    DecideForm,
    HandlerForm,
    LateForm,
    PointForm,
    ProfileForm,
    RefuseForm,
    RewordForm,
    SentForm,
)
from console.ticket_page import Asked, Facts, read_facts
from core.errors import NotAllowed
from sla.models import OF_THE_COMPLAINT
from tickets.services import record_view


def context(
    complaint: Complaint, user: User, *, at: datetime, forms: Mapping[str, Form] | None = None
) -> dict[str, Any]:
    """The context of desk/complaint.html. `forms` holds what a refusal gives back, under its name."""
    ticket, forms = complaint.ticket, forms or {}
    hands = concerned(ticket)
    facts = read_facts(ticket, Asked(), at=at)
    record_view(ticket=ticket, known=facts.events, by=user, at=at)  # here the ticket's words are read, too
    locked = _why_locked(complaint, user, hands)
    points, written = _points(complaint, forms), list(complaint.letters.order_by("-created_at", "-pk"))
    return {
        "complaint": complaint,
        "ticket": ticket,
        "customer": masked(complaint.customer)["name"],
        "language": language_name(complaint.language),
        "age": (complaint.ended_at or at) - complaint.opened_at,
        "ticket_url": reverse("desk:ticket", args=[ticket.number]) + "?from=complaints",
        "clocks": _clocks(facts, at=at),
        "legal": [each for each in facts.clocks if each.timer.kind in OF_THE_COMPLAINT],
        "entries": thread.entries(ticket, facts.page, facts.events, facts.calls, newest=True, merged=facts.merged),
        "said": len(facts.page.messages),
        "earlier": facts.page.earlier,
        "officers": [{"user": each, "concerned": each.pk in hands} for each in officers()],
        "may_assign": complaint.is_live and (user.leads_people or user.role == Role.OFFICER),
        "locked": locked,
        "may_work": not locked and complaint.is_live,
        "points": points,
        "waiting": [each["point"].position for each in points if each["point"].outcome == PointOutcome.OPEN],
        "letters": _letters(written, forms),
        "late_draft": complaint.is_live and any(each.released_at is None for each in written),
        "similar": similar_decided(complaint),
        "received": complaint.state == ComplaintState.RECEIVED,
    } | _forms(complaint, forms)


def _forms(complaint: Complaint, given: Mapping[str, Form]) -> dict[str, Any]:
    return {
        "handler_form": HandlerForm(officers=officers(), initial={"to": complaint.handler_id}),
        "admit_form": AdmitForm(initial={"profile": complaint.profile}),
        "profile_form": ProfileForm(initial={"profile": complaint.profile}),
        "refuse_form": RefuseForm(),
        "point_form": PointForm(),
        "late_form": LateForm(),
        "decide_form": DecideForm(),
        **given,
    }


def _explained(clock: promises.Clock, facts: Facts, *, at: datetime) -> dict[str, Any]:
    marks = incident_page.circumstances(facts.attached, clock.timer.started_at, clock.answered_at or at)
    return promises.explain(clock, at=at) | {"circumstances": marks}


def _clocks(facts: Facts, *, at: datetime) -> list[dict[str, Any]]:
    """The ticket's promises that were missed, with what explains them."""
    missed = [each for each in facts.clocks if each.state in {"breach", "met_late"}]
    return [
        {"clock": each, "explain": _explained(each, facts, at=at), "over": at - each.limit_at, "open": False}
        for each in missed
        if each.timer.kind not in OF_THE_COMPLAINT
    ]


def _points(complaint: Complaint, forms: Mapping[str, Form]) -> list[dict[str, Any]]:
    """Each point with its forms; a refused one comes back with what was typed."""
    rows = []
    for point in complaint.points.select_related("answered_by"):
        place = point.position
        kept = {"position": place, "outcome": point.outcome, "answer": point.answer, "text": point.text}
        rows.append(
            {
                "point": point,
                "answer": forms.get(f"answer-{place}") or AnswerForm(initial=kept, auto_id=f"answer-{place}-%s"),
                "reword": forms.get(f"reword-{place}") or RewordForm(initial=kept, auto_id=f"reword-{place}-%s"),
                "tried": f"answer-{place}" in forms,
                "tried_words": f"reword-{place}" in forms,
            }
        )
    return rows


def _letters(written: list[Letter], forms: Mapping[str, Form]) -> list[dict[str, Any]]:
    """Released letters; one that has not left the house yet can be marked by hand."""
    return [
        {
            "letter": each,
            "form": None
            if each.sent_at
            else forms.get(f"sent-{each.pk}") or SentForm(initial={"letter": each.pk}, auto_id=f"sent-{each.pk}-%s"),
        }
        for each in written
        if each.released_at
    ]


def _why_locked(complaint: Complaint, user: User, hands: set[int]) -> str:
    """Why this person may not decide; empty when they may."""
    try:
        require_handler(complaint, by=user, hands=hands)
    except NotAllowed as refusal:
        return str(refusal.sentence)
    return ""
