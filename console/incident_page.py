"""What the pages of incidents show, and what other pages show of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.forms import Form
from django.urls import reverse

from accounts.models import User
from console import story
from console.counts import shown
from console.forms.incidents import AttachForm, DetachForm, SolveForm, UpdateForm
from console.looks import CATEGORY_ICONS
from console.tables import ticket_row
from incidents.models import Attachment, Incident, Update
from incidents.policies import may_lead
from incidents.selectors import progress
from outbox.selectors import newest_events
from tickets.categories import Category
from tickets.fields import NETWORKS
from tickets.models import Ticket
from tickets.states import LIVE
from tickets.topics import in_force

MOST_ATTACHED = 1_000
MOST_ROWS = 25
MOST_UPDATES = 20
MOST_EVENTS = 50


def row(incident: Incident) -> dict[str, Any]:
    """One line of the list."""
    return {"incident": incident, "url": reverse("desk:incident", args=[incident.pk]), "cut": cut(incident)}


def cut(incident: Incident) -> list[dict[str, str]]:
    """Which tickets belong to it, as chips."""
    chips = [{"icon": CATEGORY_ICONS[incident.category], "text": str(Category(incident.category).label)}]
    topic = in_force().get(incident.topic)
    texts = [topic.label] if topic else []
    texts += [NETWORKS[each].name for each in incident.networks if each in NETWORKS]
    return chips + [{"icon": "", "text": str(each)} for each in [*texts, *incident.coins]]


def context(incident: Incident, user: User, *, at: datetime, forms: dict[str, Form] | None = None) -> dict[str, Any]:
    """The context of desk/incident.html: six statements, however many tickets are attached."""
    standing = incident.attachments.standing()
    count = standing.order_by()[:MOST_ATTACHED].count()
    leads = may_lead(user) and incident.runs
    usual: dict[str, Form] = {"update": UpdateForm(), "solve": SolveForm()} if leads else {}
    attached = incident.attachments.for_page(user).select_related("ticket__assignee")[:MOST_ROWS]
    return {
        "incident": incident,
        "cut": cut(incident),
        "count": shown(count, cap=MOST_ATTACHED) or "0",
        "rows": [ticket_row(each.ticket, queue="mine", at=at) for each in attached],
        "updates": _updates(incident),
        "history": [
            {"at": each.at, "words": story.sentence(each)}
            for each in newest_events([("incident", incident.pk)], most=MOST_EVENTS)
        ],
        "forms": usual | (forms or {}) if leads else {},
        "draft_key": f"{user.pk}:incident-{incident.pk}",
        "open": next(iter(forms or {}), ""),
    }


def _updates(incident: Incident) -> list[dict[str, Any]]:
    """The newest first, each with how far it is."""
    updates = list(incident.updates.select_related("by").order_by("-id")[:MOST_UPDATES])
    known = progress(incident) if updates else {}
    return [{"update": each} | _progress(each, known.get(each.pk, {})) for each in updates]


def _progress(update: Update, counts: dict[str, int]) -> dict[str, Any]:  # noqa: ARG001 - beside what it is about
    total = sum(counts.values())
    sent = counts.get("sent", 0)
    return {
        "sent": sent,
        "total": total,
        "waiting": counts.get("waiting", 0),
        "left_out": counts.get("left_out", 0),
        "failed": counts.get("failed", 0),
        "share": round((total - counts.get("waiting", 0)) * 100 / total, 1) if total else 100,
    }


def of_ticket(ticket: Ticket) -> list[Attachment]:
    """All that it ever belonged to, the oldest first. One statement."""
    return list(ticket.incidents.select_related("incident").order_by("attached_at", "pk"))


def ticket_part(
    ticket: Ticket, user: User, attached: Sequence[Attachment], forms: Mapping[str, Form]
) -> dict[str, Any]:
    """The context of desk/_ticket_incidents.html. `forms` are refused ones, by "attach" or "detach-<id>"."""
    standing = [each for each in attached if each.detached_at is None]
    inside = {each.incident_id for each in standing}
    free = [each for each in Incident.objects.visible_to(user).running() if each.pk not in inside]
    may_attach = bool(free) and ticket.state in LIVE
    return {
        "rows": [
            {
                "attachment": each,
                "incident": each.incident,
                "form": forms.get(f"detach-{each.incident_id}") or DetachForm(auto_id=f"detach-{each.incident_id}-%s"),
                "open": f"detach-{each.incident_id}" in forms,
            }
            for each in standing
        ],
        "attach": forms.get("attach") or AttachForm(running=free) if may_attach else None,
        "attach_open": "attach" in forms,
    }


def circumstances(attached: Sequence[Attachment], begins: datetime, ends: datetime) -> list[dict[str, Any]]:
    """The incidents to which a ticket belonged while a promise ran: they explain, and change no time."""
    return [
        {"incident": each.incident, "url": reverse("desk:incident", args=[each.incident_id]), "until": until}
        for each in attached
        if each.incident.started_at <= ends
        and (
            (until := min(filter(None, (each.detached_at, each.incident.solved_at)), default=None)) is None
            or until > begins
        )
    ]
