"""What every desk page carries: the rail, the bar on top, the calls of this moment. Read only if the template asks for it."""

from collections import Counter
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, cast
from uuid import uuid4

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Presence, Role, Takes, User
from channels.chat.selectors import waiting
from channels.models import CallState
from channels.selectors import PresentCalls, callbacks_due, missed_calls, present_calls
from console import kept_views
from console.counts import SOME_TEAM, SOME_TIME, SOMEBODY, Counting, Lists, shown
from console.forms.filters import FilterForm
from console.kept_views import KeptView
from console.next_up import CALLBACKS_AHEAD, awake, free_work, own_work
from console.panel import panel, ringing
from console.queues import QUEUES, lists_of
from console.rows import ticket_clock
from incidents.services.watching import running_now
from sla.reviews.selectors import own_actions, unfinished
from tickets.cuts import takeable
from tickets.models import Mention, Ticket
from tickets.states import WAITING

DUE_WITHIN = timedelta(hours=2)


def desk(request: HttpRequest) -> dict[str, Any]:
    """`rail`, `topbar`, `present` (calls), `call` (the docked panel), `running` (incidents). Only inside the desk, for no stranger."""
    user = getattr(request, "user", None)
    if not (request.path.startswith("/desk/") and isinstance(user, User)):
        return {}
    at: datetime = request.at  # type: ignore[attr-defined] # put there by MomentMiddleware
    present = cast("PresentCalls", SimpleLazyObject(lambda: present_calls(user)))
    return {
        "present": present,
        "rail": SimpleLazyObject(lambda: rail(request, user, at=at)),
        "topbar": SimpleLazyObject(lambda: topbar(request, user, present, at=at)),
        "call": SimpleLazyObject(lambda: _docked(user, present, at)),
        "ring": SimpleLazyObject(lambda: ringing(present, back=request.get_full_path())),
        "running": SimpleLazyObject(lambda: running_now(user)),
        "start_key": SimpleLazyObject(lambda: str(uuid4())),
        "live_page": _word(request),
    }


def _word(request: HttpRequest) -> str:
    """What console.live knows the page by: "next", "queue:mine", "ticket:…", else its name."""
    match = request.resolver_match
    if match is None:
        return ""
    name = "next" if match.url_name == "home" else str(match.url_name)
    subject = match.kwargs.get("queue") or match.kwargs.get("number") or match.kwargs.get("kind") or ""
    return f"{name}:{subject}" if subject else name


def _docked(user: User, present: PresentCalls, at: datetime) -> dict[str, Any]:
    return panel(present.running, user, at=at) if present.running else {}


def rail(request: HttpRequest, user: User, *, at: datetime, next_up: int | None = None) -> dict[str, Any]:
    """Queues and lists with their counts, all counted in one statement. `next_up` is its length where it is known."""
    counts, views = _counts(user, at)
    ahead = counts.pop("next") if next_up is None else next_up
    match = request.resolver_match
    here = (_room(match.view_name), match.kwargs.get("queue") or match.kwargs.get("kind")) if match else ("", None)

    def item(label: object, icon: str, name: str, word: str = "", *, count: int = 0, tone: str = "") -> dict[str, Any]:
        url = reverse(name, args=[word] if word else [])
        current = here == (name, word or None)
        return {
            "label": label,
            "icon": icon,
            "url": url,
            "count": shown(count),
            "tone": tone if count else "",
            "current": current,
        }

    queues = [
        item(q.label, q.icon, "desk:queue", q.slug, count=counts.get(q.slug, 0), tone=q.tone) for q in QUEUES.values()
    ]
    calls = [
        item(_("Call-backs"), "phone-forwarded", "desk:calls", "callbacks", count=counts["callbacks"]),
        item(_("Missed"), "phone-missed", "desk:calls", "missed", count=counts["missed"]),
        item(_("My calls"), "phone", "desk:calls", "mine"),
        item(_("Chats"), "messages-square", "desk:chats", count=counts["chats"], tone="risk"),
        item(_("Log a social contact"), "share-2", "desk:social_new"),
    ]
    kept = [_kept(each, request, counts.get(each.word, 0)) for each in views]
    if any(each["current"] for each in kept):
        queues = [each | {"current": False} for each in queues]
    sections = [
        {"title": "", "items": [item(_("Next up"), "list-start", "desk:home", count=ahead)]},
        {"title": _("Queues"), "items": queues},
        *([{"title": _("Saved views"), "items": kept, "views": True}] if kept else []),
        {"title": _("Calls"), "items": calls},
    ]
    leading = [item(*each, count=counts.get(each[2], 0)) for each in _for_role(user)]
    if leading:
        sections.append({"title": _("Lead"), "items": leading})
    foot = [item(*each) for each in _FOR_ALL]
    if owned := counts["desk:actions"]:
        foot.insert(0, item(_("Your actions"), "clipboard-check", "desk:actions", count=owned))
    return {"sections": sections, "foot": foot if leading else [item(*_PROMISES), *foot]}


_FOR_ALL = (
    (gettext_lazy("Incidents"), "radio-tower", "desk:incidents"),
    (gettext_lazy("Official channels"), "badge-check", "desk:official"),
    (gettext_lazy("Macros"), "message-square-quote", "desk:macros"),
    (gettext_lazy("Articles"), "book-open", "desk:articles"),
    (gettext_lazy("Notices"), "bell", "desk:notices"),
)
_PROMISES = (gettext_lazy("Promises"), "handshake", "desk:policies")


def _room(view_name: str) -> str:
    """The page by which the rail knows a place: all pages of what the desk promises are one room, those of reviews another."""
    if view_name.startswith(("desk:policy", "desk:calendar", "desk:ladder", "desk:channel_hours")):
        return "desk:policies"
    if view_name.startswith(("desk:official", "desk:announcement")):
        return "desk:official"
    for room in ("desk:incident", "desk:macro", "desk:article"):
        if view_name.startswith(room):
            return f"{room}s"
    if view_name in {"desk:team", "desk:team_work", "desk:wall_targets"}:
        return "desk:wall" if view_name == "desk:wall_targets" else "desk:teams"
    return "desk:reviews" if view_name.startswith("desk:review") else view_name


def _for_role(user: User) -> list[tuple[Any, str, str]]:
    """The pages of those who lead, handle complaints or administer."""
    pages: list[tuple[Any, str, str]] = []
    if user.leads_people or user.role == Role.OFFICER:
        pages.append((_("Wall"), "gauge", "desk:wall"))
    if user.leads_people:
        pages.append((_("Breaches to review"), "clipboard-check", "desk:reviews"))
    if user.leads_people or user.role == Role.OFFICER:
        pages += [
            (_("Missed promises"), "history", "desk:breaches"),
            (_("Complaint register"), "scale", "desk:complaints"),
            _PROMISES,
        ]
    if user.leads_people:
        pages += [(_("Playbooks"), "book-open", "desk:playbooks"), (_("Shifts"), "calendar-clock", "desk:teams")]
    if user.role == Role.ADMINISTRATOR:
        pages += [(_("Staff"), "users-round", "desk:staff"), (_("Operation"), "activity", "desk:operation")]
    return pages


def _kept(view: KeptView, request: HttpRequest, count: int) -> dict[str, Any]:
    """A saved view as the rail shows it; the one that the page shows is marked instead of its queue."""
    here = request.path == reverse("desk:queue", args=[view.queue]) and FilterForm(request.GET).query == view.query
    return {
        "label": view.name,
        "icon": "bookmark",
        "url": view.url,
        "count": shown(count),
        "tone": "",
        "current": here,
    }


class Facts(NamedTuple):
    """By what the lists of a person are cut, beside who they are and which team theirs is. A list that is cut by another fact of
    theirs must have it named here."""

    role: str
    in_team: bool
    skills: tuple[str, ...]
    languages: tuple[str, ...]


# The views that were told last to each person. The statement says itself whether they are still these.
_told: dict[int, tuple[KeptView, ...]] = {}


def _counts(user: User, at: datetime) -> tuple[Counter[str], tuple[KeptView, ...]]:
    facts = Facts(user.role, user.team_id is not None, tuple(user.skills), tuple(user.languages))
    asks = {"person": user.pk, "team": user.team_id or 0}
    views = _told.get(user.pk, ())
    counted, rows = _counting(facts, views).beside_at(at, **asks)
    if views != (now := kept_views.read(rows)):  # somebody kept or removed one: the new ones are counted, too
        _told[user.pk] = views = now
        counted, _rows = _counting(facts, views).beside_at(at, **asks)
    counts = Counter(counted)
    counts["next"] = sum(counts.pop(each, 0) for each in ("own", "free", "beside", "named"))
    return counts, views


@lru_cache(maxsize=512)
def _counting(facts: Facts, views: tuple[KeptView, ...]) -> Counting:
    """The statement of all of whom this is true and who keep these views."""
    skills, languages, team = list(facts.skills), list(facts.languages), SOME_TEAM if facts.in_team else None
    user = User(pk=SOMEBODY, role=facts.role, team_id=team, skills=skills, languages=languages)
    open_ones = [queue for queue in QUEUES.values() if not queue.of_done]
    lists: dict[str, Lists] = {each.slug: lists_of(each, user, at=SOME_TIME, narrowed=Q()) for each in open_ones}
    own = awake(Ticket.objects.filter(own_work(user, at=SOME_TIME)), user, at=SOME_TIME)
    free = Ticket.objects.filter(free_work(user, at=SOME_TIME))
    named = Mention.objects.open_for([SOMEBODY]).exclude(ticket__in=own).exclude(ticket__in=free)
    callbacks, missed = callbacks_due(user), missed_calls(user)
    beside = callbacks.filter(agent=user, callback_at__lte=SOME_TIME + CALLBACKS_AHEAD).exclude(ticket=None)
    return Counting.of(
        lists
        | {
            "callbacks": callbacks,
            "missed": missed,
            "chats": waiting(user),
            "own": own,
            "free": Ticket.objects.filter(takeable(user, at=SOME_TIME)).visible_in_parts(user),
            "beside": beside.exclude(ticket__in=own),
            "named": named,
            "desk:reviews": unfinished(user),
            "desk:actions": own_actions(user),
        }
        | kept_views.lists_of(views, user),
        beside=kept_views.told(user),
    )


def topbar(request: HttpRequest, user: User, present: PresentCalls, *, at: datetime) -> dict[str, Any]:
    """Search, own clocks under two hours, the running call, the person."""
    running = present.running
    return {
        "search_url": reverse("desk:search"),
        "start_url": reverse("desk:call_start"),
        "back": request.get_full_path() if request.method == "GET" else reverse("desk:home"),
        "due": _due_soon(user, at),
        **_presence(user, running.state if running else ""),
        "call_since": running.answered_at or running.started_at if running else None,
        "wrapping": bool(running and running.state == CallState.WRAP_UP),
        "me_name": user.name,
        "agent_number": user.agent_number,
        "links": [
            {"label": _("Quiet hours"), "url": reverse("desk:quiet"), "icon": "bell-off"},
            {"label": _("Password"), "url": reverse("account_change_password"), "icon": "key-round"},
            {"label": _("Second factor"), "url": reverse("mfa_index"), "icon": "shield-check"},
            {"label": _("Tokens"), "url": reverse("desk:tokens"), "icon": "plug"},
        ],
        "sign_out_url": reverse("account_logout"),
    }


def _presence(user: User, call_state: str) -> dict[str, Any]:
    """What the bar says of the person, and what its menu offers."""
    busy = {CallState.TALKING: "on_call", CallState.WRAP_UP: "wrap_up"}
    taken = [str(Takes(each).label) for each in user.takes]
    return {
        "presence": busy[CallState(call_state)] if call_state else user.presence,
        "presence_since": user.presence_since if user.presence == Presence.BREAK else None,
        "own_presence": user.presence,
        "presence_url": reverse("desk:presence"),
        "presences": [{"kind": each, "on": each == user.presence} for each in Presence.values],
        "takes": [_taking(each, user) for each in Takes],
        "takes_now": " ".join(user.takes),
        "channels": pgettext("between items", ", ").join(taken) if taken else _("Nothing new"),
    }


def _taking(kind: Takes, user: User) -> dict[str, Any]:
    """One sort of work, and what would be taken after a press on it."""
    on = kind in user.takes
    then = [each for each in Takes.values if (each != kind if each in user.takes else each == kind)]
    return {"label": kind.label, "on": on, "then": " ".join(then)}


def _due_soon(user: User, at: datetime) -> list[dict[str, Any]]:
    """The three own clocks that run out first. One query by the index of own work."""
    mine = Ticket.objects.assigned_to(user).exclude(state__in=WAITING).filter(next_due_at__lte=at + DUE_WITHIN)
    due = []
    for ticket in mine.order_by("next_due_at", "id")[:3]:
        clock = ticket_clock(ticket, at=at)
        url = reverse("desk:ticket", args=[ticket.number]) + "?from=mine"
        due.append(
            {
                "state": clock.state,
                "goal_at": clock.goal_at,
                "limit_at": clock.limit_at,
                "number": ticket.number,
                "url": url,
            }
        )
    return due
