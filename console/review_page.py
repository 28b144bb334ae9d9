"""What the page of one case shows, gathered in a fixed number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.selectors import colleagues
from complaints.models import Complaint
from console import incident_page, promises, story
from console.forms.reviews import DecideForm, DisputeForm, ReturnForm, ReviewForm, SignForm
from console.looks import CATEGORY_ICONS
from console.review_rows import over, review_row
from console.review_words import cause_name, day_words, days_words, pattern_words, team_words
from console.run_chart import chart
from console.run_words import when
from core import timewords
from core.errors import NotFound
from outbox.models import Event
from outbox.selectors import newest_events
from sla.models import OF_THE_TICKET, BreachReview, TimerKind
from sla.reviews.patterns import find_patterns
from sla.reviews.permissions import Hands, hands_in, may_review, reviews_visible_to, why_not_decide, why_not_sign
from sla.reviews.selectors import causes_offered, for_page, for_rows, held_of, tally_of, unfinished
from sla.reviews.states import WRITABLE, ReviewState
from sla.reviews.timeline import Run, run_of
from tickets.categories import Category
from tickets.events import TicketReplied

MOST_EVENTS = 300
MOST_ROWS = 50


@dataclass(frozen=True)
class Answer:
    """What a refused form adds to the page: the bound form under its name."""

    forms: Mapping[str, Form] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What was read for the page."""

    review: BreachReview
    events: list[Event]
    run: Run
    hands: Hands


def read_review(user: User, pk: int, *, at: datetime) -> Facts:
    """The case with all that happened to its ticket: three statements. Raises NotFound for who may not know of it."""
    newest = Complaint.objects.filter(ticket=OuterRef("breach__ticket")).order_by("-opened_at").values("number")[:1]
    found = for_page(reviews_visible_to(user), at=at).annotate(complaint_number=Subquery(newest))
    review = found.filter(pk=pk).first()
    if review is None:
        raise NotFound
    ticket = review.breach.ticket
    events = newest_events([("ticket", ticket.pk), ("review", review.pk)], most=MOST_EVENTS)
    held = held_of(review)
    return Facts(
        review=review,
        events=events,
        run=run_of(review.breach.timer, events, held, at=at),
        hands=hands_in(ticket, (each.holder_id for each in held), events),
    )


def context(facts: Facts, user: User, *, at: datetime, answer: Answer | None = None) -> dict[str, Any]:
    """The context of desk/review.html."""
    review, ticket = facts.review, facts.review.breach.ticket
    explained = promises.explain(promises.clock_of(review.breach.timer, at=at), at=at)
    return {
        "review": review,
        "ticket": ticket,
        "ticket_url": reverse("desk:ticket", args=[ticket.number]) + "?from=breached",
        "complaint_number": getattr(review, "complaint_number", None),
        "headline": _headline(review, at),
        "chips": _chips(review),
        "run": chart(facts.run),
        "explain": explained,
        "last_mark": next(
            reversed([mark for group in explained["groups"] for line in group["lines"] for mark in line.marks]), ""
        ),
        "total": _total(facts.run),
        "source": _source(review),
        "holds": _holds(facts.run),
        "circumstances": incident_page.circumstances(incident_page.of_ticket(ticket), facts.run.begins, facts.run.ends),
        "case": _case(facts, user, answer or Answer(), at=at),
        "history": [
            {"at": each.at, "words": story.sentence(each)} for each in facts.events if each.subject_kind == "review"
        ],
        **side(user, current=review.pk, at=at),
        "tally": tally_words(tally_of(review)),
    }


def side(user: User, *, current: int | None, at: datetime) -> dict[str, Any]:
    """The oldest cases and the patterns: two statements."""
    rows = [review_row(each, at=at, current=current) for each in for_rows(unfinished(user))[: MOST_ROWS + 1]]
    return {
        "rows": rows[:MOST_ROWS],
        "row_count": f"{MOST_ROWS}+" if len(rows) > MOST_ROWS else str(len(rows)),
        "patterns": [pattern_words(each) for each in find_patterns(at=at, zone=timezone.get_current_timezone_name())],
    }


def tally_words(found: Any) -> dict[str, Any]:
    """How many were finished lately, and how long that took."""
    return {"count": found.finished, "median": days_words(found.median)}


def _headline(review: BreachReview, at: datetime) -> str:
    facts = {"span": timewords.duration_words(over(review, at=at)), "subject": review.breach.ticket.subject}
    if review.breach.timer.stopped_at is None:
        return _("Limit missed, still open after %(span)s: %(subject)s") % facts
    return _("Limit missed by %(span)s: %(subject)s") % facts


def _chips(review: BreachReview) -> list[dict[str, Any]]:
    category, kind = Category(review.breach.ticket.category), TimerKind(review.breach.kind)
    promise = _("%(kind)s promise") % {"kind": kind.label} if kind in OF_THE_TICKET else kind.label
    chips: list[dict[str, Any]] = [
        {"icon": CATEGORY_ICONS[category], "text": category.label},
        {"icon": "", "text": promise},
    ]
    if review.breach.team_name:
        chips.append({"icon": "", "text": team_words(review.breach.team_name, getattr(review, "team_zh", "") or "")})
    if review.state != ReviewState.OPEN:
        chips.append({"icon": STATE_ICONS[review.state], "text": ReviewState(review.state).label})
    return chips


STATE_ICONS: Mapping[str, str] = {
    ReviewState.IN_REVIEW: "pencil",
    ReviewState.WAITING: "signature",
    ReviewState.DISPUTED: "message-circle-question-mark",
    ReviewState.CLOSED: "circle-check",
    ReviewState.GRANTED: "clock-alert",
}


def _total(run: Run) -> dict[str, str]:
    """The last row of the ledger: what the limit allowed, what was counted and paused, and what is too much."""
    _goal, limit = run.timer.targets
    spent = {kind: timedelta() for kind in ("counted", "paused", "over")}
    for each in run.stretches:
        spent[each.kind] += each.ends - each.begins
    used = spent["counted"] + spent["over"]
    word = _("Limit %(limit)s, open for") if run.answered_at is None else _("Limit %(limit)s, answered after")
    return {
        "word": word % {"limit": promises.ledger_hours(limit)},
        "used": promises.ledger_hours(used),
        "paused": promises.ledger_hours(spent["paused"]) if spent["paused"] else "–",
        "over": f"+{promises.ledger_hours(used - limit)}",
    }


def _source(review: BreachReview) -> str:
    """By which versions it was measured, short."""
    policy, calendar = review.breach.timer.policy_version, review.breach.timer.calendar_version
    if policy is None or calendar is None:
        return _("fixed moments")
    return _("policy “%(policy)s” v%(version)d, calendar “%(calendar)s” v%(calendar_version)d") % {
        "policy": policy.policy.name,
        "version": policy.version,
        "calendar": calendar.calendar.name,
        "calendar_version": calendar.version,
    }


def _holds(run: Run) -> list[dict[str, Any]]:
    zone = timezone.get_current_timezone_name() if run.timer.schedule.always else run.timer.schedule.zone
    return [
        {
            "who": _("%(name)s, agent %(number)s") % {"name": each.held.name, "number": each.held.number}
            if each.held.holder_id
            else _queue_words(each.held.team, each.held.team_zh),
            "nobody": each.held.holder_id is None,
            "begins": when(each.begins, run, zone=zone),
            "ends": when(each.ends, run, zone=zone),
            "working": promises.ledger_hours(each.working),
        }
        for each in run.holds
    ]


def _queue_words(team: str, team_zh: str) -> str:
    if not team:
        return _("No team, nobody")
    return _("Queue of the %(team)s, nobody") % {"team": team_words(team, team_zh)}


def _case(facts: Facts, user: User, answer: Answer, *, at: datetime) -> dict[str, Any]:
    """The right column: the form or what was written, and who signs."""
    review = facts.review
    acting = may_review(user)
    forms: dict[str, Form] = {}
    if acting and review.state in WRITABLE:
        offered, people = causes_offered(review), colleagues(user)
        told_at = _first_word_after_limit(facts.events, review)
        forms["write"] = ReviewForm(review=review, causes=offered, people=people, told_at=told_at)
        if review.decided_at is None:
            forms["dispute"] = DisputeForm(review=review)
    if acting and review.state == ReviewState.WAITING and not why_not_sign(review, user, facts.hands):
        forms |= {"sign": SignForm(review=review), "return": ReturnForm(review=review)}
    if acting and review.state == ReviewState.DISPUTED and not why_not_decide(review, user, facts.hands):
        forms["decide"] = DecideForm(review=review)
    shown = forms | {name: form for name, form in answer.forms.items() if name in forms}
    return {
        "forms": shown,
        "open": next(iter(answer.forms), ""),
        "refused": [error for name, form in answer.forms.items() if name not in forms for error in _sentences(form)],
        "typed": next((form.data.get("action", "") for form in answer.forms.values() if "write" not in forms), ""),
        "locked": _why_locked(facts, user),
        "not_these": _not_these(facts),
        "may_finish": acting and review.state in {ReviewState.WAITING, ReviewState.CLOSED},
        "cause": cause_name(review.cause),
        "aggravation": cause_name(review.aggravation),
        "due": day_words(review.due_on),
        "late": bool(review.due_on and review.due_on < timezone.localdate(at)),
        "draft_key": f"{user.pk}:review-{review.pk}",
    }


def _sentences(form: Form) -> list[str]:
    return [str(each) for errors in form.errors.values() for each in errors]


def _first_word_after_limit(events: Iterable[Event], review: BreachReview) -> datetime | None:
    """Our first public word after the limit: there the customer was told, if they were."""
    replies = (each.at for each in events if each.name == TicketReplied.name and each.at >= review.breach.due_at)
    return min(replies, default=None)


def _why_locked(facts: Facts, user: User) -> str:
    """Why this person cannot do the next step; empty when they can."""
    if facts.review.state == ReviewState.WAITING:
        return str(why_not_sign(facts.review, user, facts.hands))
    if facts.review.state == ReviewState.DISPUTED:
        return str(why_not_decide(facts.review, user, facts.hands))
    return ""


def _not_these(facts: Facts) -> str:
    """Who cannot sign because they held the ticket."""
    names = dict.fromkeys(each.name for each in held_of(facts.review) if each.holder_id)
    if not names:
        return ""
    return _("Not %(names)s: who held the ticket cannot sign.") % {"names": pgettext("list", ", ").join(names)}
