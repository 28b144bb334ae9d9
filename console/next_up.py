"""Next up: one ordered list that says why you, why now. Everything is read from the rows; nothing here decides."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.selectors import masked
from channels.models import Call
from channels.selectors import promised_callbacks
from console.giving_story import settled_words
from console.looks import CATEGORY_ICONS
from console.rows import SOON, RowClock, order_words, ticket_clock
from core.timewords import duration_words, moment_words
from tickets import cuts
from tickets.categories import Category, ChannelKind, Language
from tickets.models import Mention, Snooze, Ticket
from tickets.policies import may_see
from tickets.selectors import TicketQuerySet, state_shown
from tickets.states import State

MOST: Final = 30
CALLBACKS_AHEAD: Final = timedelta(hours=12)
_FAR: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Reason:
    """Why a ticket is on the list: a kind of core.state_words, the words in bold, one line under them; `now` when it cannot wait."""

    kind: str
    words: str
    detail: str
    now: bool = True


@dataclass(frozen=True)
class Work:
    """One thing to do next: a ticket, the call-back that was promised for it, if any, and why it is here."""

    ticket: Ticket
    callback: Call | None
    reason: Reason
    mark_word: str
    mark_at: datetime | None

    @property
    def order(self) -> tuple[bool, datetime, int]:
        """Emergencies first, then by the next mark."""
        return (not self.ticket.emergency, self.mark_at or _FAR, self.ticket.pk)


def own_work(user: User, *, at: datetime) -> Q:
    """What somebody holds and can go on with, snoozed or not: see `awake`."""
    return cuts.assigned_to(user) & cuts.at_work(at)


def awake(rows: TicketQuerySet, user: User, *, at: datetime) -> TicketQuerySet:
    """Without what this person has snoozed; a limit that is near or broken wakes it, and so does an emergency."""
    asleep = Snooze.objects.holding([user.pk], at=at).values("ticket")
    return rows.exclude(Q(pk__in=asleep) & ~cuts.alarming(at))


def free_work(user: User, *, at: datetime) -> Q:
    """What nobody holds and this person should take."""
    return cuts.seen_by(user) & cuts.takeable(user, at=at)


def next_up(user: User, *, at: datetime) -> list[Work]:
    """At most 30, in order. Four queries: own tickets, free ones, promised call-backs, notes in which one is named."""
    rows = Ticket.objects.for_rows()
    own = awake(rows, user, at=at).filter(own_work(user, at=at)).with_last_deed().by_urgency()[:MOST]
    free = Ticket.objects.filter(cuts.takeable(user, at=at)).most_urgent(user, MOST).for_rows()
    calls = promised_callbacks(user, until=at + CALLBACKS_AHEAD).exclude(ticket=None)[:MOST]
    callbacks = {call.ticket_id: call for call in calls}
    tickets = {each.pk: each for each in (*own, *free)}
    tickets |= {call.ticket.pk: call.ticket for call in calls if call.ticket and call.ticket_id not in tickets}
    mentions = {each.ticket_id: each for each in mentions_of(user)}
    tickets |= {pk: each.ticket for pk, each in mentions.items() if pk not in tickets}
    work = [
        work_of(each, callbacks.get(each.pk), user, at=at, mention=mentions.get(each.pk)) for each in tickets.values()
    ]
    return sorted(work, key=lambda each: each.order)[:MOST]


def mentions_of(user: User) -> list[Mention]:
    """Where somebody is named and has not looked yet, at most 30, with what a row shows. One query; rights are those of now."""
    opened = Mention.objects.open_for([user.pk])
    shown = opened.select_related("by", "ticket__customer", "ticket__assignee", "ticket__team")
    return [each for each in shown[:MOST] if may_see(user, each.ticket)]


def work_of(ticket: Ticket, callback: Call | None, user: User, *, at: datetime, mention: Mention | None = None) -> Work:
    """One ticket, loaded `for_rows` and `with_last_deed`, as this person's work. `callback` is the one they promised for it,
    `mention` says who named them there.
    """
    word, mark = _mark(ticket, callback, at)
    return Work(ticket, callback, _reason(ticket, callback, mention, user, at), word, mark)


def _mark(ticket: Ticket, callback: Call | None, at: datetime) -> tuple[str, datetime | None]:
    """The next mark: the limit once the goal has passed, or the agreed time when that comes first."""
    goal_ahead = ticket.goal_at is not None and ticket.goal_at > at
    word = pgettext("promise", "Goal") if goal_ahead else pgettext("promise", "Limit")
    mark = ticket.goal_at if goal_ahead else ticket.limit_at
    if callback and callback.callback_at and (mark is None or callback.callback_at <= mark):
        return pgettext("promise", "Agreed"), callback.callback_at
    return word, mark


def _reason(ticket: Ticket, callback: Call | None, mention: Mention | None, user: User, at: datetime) -> Reason:
    """The first that applies. What is broken comes before what is promised, and that before what is new.

    A ticket that is with somebody else is here for nothing but the note.
    """
    if mention and ticket.assignee_id is not None and ticket.assignee_id != user.pk:
        return _named(mention, at)
    for rule in (_missed, _agreed, _nearing, _given, _spoken):
        found = rule(ticket, callback, user, at)
        if found:
            return found
    if mention:
        return _named(mention, at)
    return _standing(ticket, user, at)


def _missed(ticket: Ticket, _callback: Call | None, user: User, at: datetime) -> Reason | None:
    """Emergencies, and what is over its limit."""
    over = at - ticket.limit_at if ticket.limit_at and ticket.limit_at <= at else None
    said = _("%(promise)s, %(holder)s") % {"promise": _owed(ticket), "holder": _holder(ticket, user)}
    if over is not None:
        words = _("Over by %(span)s") % {"span": duration_words(over)}
        return Reason("emergency" if ticket.emergency else "breach", words, said)
    if ticket.emergency:
        return Reason("emergency", _("Emergency"), said)
    return None


def _agreed(_ticket: Ticket, callback: Call | None, _user: User, at: datetime) -> Reason | None:
    if not (callback and callback.callback_at):
        return None
    when = moment_words(callback.callback_at, zone=timezone.get_current_timezone(), now=at, style="list")
    topic = _("Topic: %(topic)s") % {"topic": callback.callback_topic}
    return Reason("callback", _("Call back %(time)s") % {"time": when}, topic, callback.callback_at <= at + SOON)


def _nearing(ticket: Ticket, _callback: Call | None, user: User, at: datetime) -> Reason | None:
    """At risk: the goal has passed. Due soon: it is within the hour."""
    said = _("%(promise)s, %(holder)s") % {"promise": _owed(ticket), "holder": _holder(ticket, user)}
    if ticket.goal_at and ticket.limit_at and ticket.goal_at <= at:
        left = duration_words(ticket.limit_at - at)
        return Reason("risk", _("At risk"), _("%(span)s left, %(promise)s") % {"span": left, "promise": _owed(ticket)})
    if ticket.goal_at and ticket.goal_at <= at + SOON:
        return Reason("soon", _("Due in %(span)s") % {"span": duration_words(ticket.goal_at - at)}, said)
    return None


def _given(ticket: Ticket, _callback: Call | None, user: User, at: datetime) -> Reason | None:
    """A colleague gave it to this person, and nothing was done since; or the date came until which it waited."""
    deed: dict[str, Any] = getattr(ticket, "last_deed", None) or {}
    if deed.get("name") == "ticket.resumed" and deed.get("cause") == "date":
        return Reason("date_came", _("The date has come"), _ago(datetime.fromisoformat(deed["at"]), at))
    if deed.get("rule") == "given" and ticket.assignee_id == user.pk:
        return Reason("given", _("Given to you"), settled_words(str(deed.get("decided"))))
    by_other = deed.get("name") == "ticket.assigned" and deed.get("actor_id") != str(user.pk)
    if by_other and ticket.assignee_id == user.pk:
        return Reason("handed_over", _("Handed over to you"), _("by %(name)s") % {"name": deed["actor_label"]})
    return None


def _named(mention: Mention, at: datetime) -> Reason:
    said = _("%(name)s, %(ago)s") % {"name": mention.by.name, "ago": _ago(mention.at, at)}
    return Reason("mentioned", _("You are mentioned"), said)


def _spoken(ticket: Ticket, _callback: Call | None, user: User, at: datetime) -> Reason | None:
    since = ticket.customer_waiting_since
    if ticket.assignee_id != user.pk or since is None or since <= ticket.opened_at:
        return None
    detail = _("%(ago)s, your turn") % {"ago": _ago(since, at)}
    return Reason("customer_replied", _("Customer replied"), detail)


def _standing(ticket: Ticket, user: User, at: datetime) -> Reason:
    """New and free, or simply with this person."""
    if ticket.assignee_id is None:
        fits = _("New, fits your skills") if user.skills else _("New, nobody holds it")
        category, language = Category(ticket.category).label, Language(ticket.language).label
        detail = _("%(category)s, %(language)s") % {"category": category, "language": language}
        return Reason("new", fits, detail, now=False)
    detail = _("opened %(ago)s") % {"ago": _ago(ticket.opened_at, at)}
    return Reason("yours", _("With you"), detail, now=False)


def _owed(ticket: Ticket) -> str:
    return _("Resolution") if ticket.first_replied_at else _("First reply")


def _holder(ticket: Ticket, user: User) -> str:
    if ticket.assignee_id is None:
        return _("nobody holds it")
    return _("with you") if ticket.assignee_id == user.pk else _("with %(name)s") % {"name": ticket.assignee.name}  # type: ignore[union-attr] # not None here


def _ago(since: datetime, at: datetime) -> str:
    if at - since < timedelta(minutes=1):
        return _("just now")
    return _("%(span)s ago") % {"span": duration_words(at - since)}


def row_of(work: Work, user: User, *, at: datetime) -> dict[str, Any]:
    """The context of desk/_next_up_row.html."""
    ticket = work.ticket
    clock: RowClock = ticket_clock(ticket, at=at)
    return {
        "number": ticket.number,
        "url": _address(work, user),
        "why_kind": work.reason.kind,
        "why": work.reason.words,
        "why_detail": work.reason.detail,
        "category_icon": CATEGORY_ICONS[ticket.category],
        "category": Category(ticket.category).label,
        "subject": ticket.subject,
        "language": ticket.language,
        "customer": masked(ticket.customer)["name"] or _("no name"),
        "channel": ChannelKind(ticket.channel).label,
        "level": f"L{ticket.identity_level}",
        "bold": work.reason.now or state_shown(ticket) == State.NEW,
        "start_at": ticket.opened_at,
        "goal_at": ticket.goal_at,
        "limit_at": ticket.limit_at,
        "state": clock.state,
        "mark_word": work.mark_word,
        "mark_at": work.mark_at,
        "order": order_words(urgent=ticket.emergency, moment=work.mark_at, pk=ticket.pk),
    }


def _address(work: Work, user: User) -> str:
    """The ticket; or the call, when the ticket went to a team whose tickets this person does not see."""
    if work.callback and not may_see(user, work.ticket):
        return reverse("desk:call_summary", args=[work.callback.number])
    return reverse("desk:ticket", args=[work.ticket.number]) + "?from=mine"
