"""What the docked call panel shows: facts of the call, what is known of the caller, the playbook, the promise to read out."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from accounts.models import IdentityLevel, User
from accounts.selectors import masked
from accounts.services.identity import TRIES_PER_CONTEXT, recent_failures, tries_left
from channels.directory.models import OfficialChannel
from channels.models import Call, CallerMatch, CallState, Direction
from channels.selectors import CallerRecord, PresentCalls, caller_record
from console.forms.calls import ANSWER, CallForm, answer_of
from console.looks import CATEGORY_ICONS
from console.promise_words import aloud
from core.contacts import mask_phone
from core.errors import InvalidInput
from incidents.models import Incident
from incidents.selectors import fitting
from sla.services import Matter, quote
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.fields import Field
from tickets.models import Ticket

CONTACT_IS_NEW: Final = timedelta(days=14)
MANY_CUSTOMERS: Final = 3
PAST_SHOWN: Final = 20
MATCH_KINDS: Final = {
    CallerMatch.KNOWN: "known_caller",
    CallerMatch.MAYBE: "maybe_caller",
    CallerMatch.UNKNOWN: "unknown_caller",
}


def panel(call: Call, user: User, *, at: datetime, form: CallForm | None = None, outcome: str = "") -> dict[str, Any]:
    """The context of desk/_call_panel.html. `form` carries what was typed and refused; `outcome` the answer of a check."""
    form = form or CallForm(None, call=call)
    return (
        _facts(call, user)
        | {"form": form, "outcome": outcome}
        | _controls(form)
        | _caller(call, user, at=at)
        | _identity(call)
        | _playbook(form, at=at)
        | {"promise": promise(form, at=at), "matched": call.identity_level >= IdentityLevel.MATCHED}
    )


def _facts(call: Call, user: User) -> dict[str, Any]:
    steps = ("take", "end", "check", "read_back", "classify", "field", "finish")
    urls = {f"{step}_url": reverse(f"desk:call_{step}", args=[call.number]) for step in steps}
    outbound = call.direction == Direction.OUTBOUND
    return urls | {
        "id": call.pk,
        "number": call.number,
        "title": line_words(call.hotline, outbound=outbound),
        "outbound": outbound,
        # Who calls back must be able to dial. That they saw the number is told by the call itself.
        "dial": call.caller_phone if outbound else "",
        "caller": mask_phone(call.caller_phone),
        "since": call.answered_at or call.started_at,
        "ended_at": call.ended_at,
        "talking": call.state == CallState.TALKING,
        "read_back_at": call.read_back_at,
        "draft_key": f"{user.pk}:call:{call.pk}",
        "path": reverse("desk:call", args=[call.number]),
    }


def _controls(form: CallForm) -> dict[str, Any]:
    """Fields of the form in the groups in which they stand."""
    doors = [{"radio": radio, "icon": CATEGORY_ICONS[radio.data["value"]]} for radio in form["category"]]
    groups = {
        "check_fields": ("check_email", "check_last4"),
        "contact_fields": ("name", "email", "phone"),
        "callback_fields": ("callback_at", "callback_phone", "callback_topic"),
    }
    return {"categories": doors} | {group: [form[name] for name in names] for group, names in groups.items()}


def ringing(present: PresentCalls, *, back: str) -> dict[str, Any]:
    """The context of desk/_ringing.html."""
    rows = [
        {
            "url": reverse("desk:call_take", args=[call.number]),
            "caller": mask_phone(call.caller_phone) or _("number withheld"),
            "line": line_words(call.hotline),
            "since": call.started_at,
        }
        for call in present.ringing
    ]
    return {"rows": rows, "signature": present.signature, "back": back}


def line_words(hotline: OfficialChannel | None, *, outbound: bool = False) -> str:
    """Which line it is: "Singapore line, incoming", "Outgoing call", "Call on any phone"."""
    if hotline is None:
        return _("Outgoing call") if outbound else _("Incoming call")
    region = hotline.region_zh if (get_language() or "").startswith("zh") else hotline.region
    if outbound:
        return _("%(region)s line, outgoing") % {"region": region}
    return _("%(region)s line, incoming") % {"region": region}


def _caller(call: Call, user: User, *, at: datetime) -> dict[str, Any]:
    """Match, past tickets that this agent may see, and what to be careful about."""
    record = caller_record(call)
    matched = call.identity_level >= IdentityLevel.MATCHED
    kind = "known_caller" if matched else MATCH_KINDS[CallerMatch(call.match)]
    past = list(_past(call, user))
    live = [each for each in past if each.is_live]
    return {
        "match_kind": "reported_fake" if record.reported else kind,
        "customer": masked(call.customer)["name"] if call.customer else "",
        "past": _past_words(len(past), len(live)) if call.customer else "",
        "past_tickets": past,
        "open_tickets": [
            {"number": t.number, "subject": t.subject, "url": reverse("desk:ticket", args=[t.number])} for t in live[:3]
        ],
        "flags": _flags(call, record, at=at),
    }


def _past(call: Call, user: User) -> Any:
    if call.customer is None:
        return []
    seen = Ticket.objects.visible_to(user).filter(customer=call.customer)
    return seen.for_rows().order_by("-opened_at")[:PAST_SHOWN]


def _past_words(past: int, live: int) -> str:
    if not past:
        return _("No tickets that you may see")
    tickets = ngettext("%(count)d ticket", "%(count)d tickets", past) % {"count": past}
    return _("%(tickets)s, %(live)d open") % {"tickets": tickets, "live": live}


def _flags(call: Call, record: CallerRecord, *, at: datetime) -> list[dict[str, str]]:
    flags = []
    changed = call.customer.contact_changed_at if call.customer else None
    if changed and at - changed <= CONTACT_IS_NEW:
        days = max(0, (at - changed).days)
        text = ngettext("Contact changed %(days)d day ago", "Contact changed %(days)d days ago", days) % {"days": days}
        flags.append({"kind": "contact_changed", "text": _("%(what)s: changes need L2") % {"what": text}})
    failures = recent_failures(call.customer, at=at) if call.customer else 0
    if failures:
        words = ngettext(
            "%(count)d failed identity check in 30 days", "%(count)d failed identity checks in 30 days", failures
        )
        flags.append({"kind": "failed_checks", "text": words % {"count": failures}})
    if record.customers >= MANY_CUSTOMERS:
        words = ngettext(
            "%(count)d customer from this number", "%(count)d customers from this number", record.customers
        )
        flags.append({"kind": "many_accounts", "text": words % {"count": record.customers}})
    return flags


def _identity(call: Call) -> dict[str, Any]:
    left = tries_left("call", call.pk)
    names = (_("anonymous"), _("matched"), _("one-time code"), _("second person"))
    reached = call.identity_level
    states = ["done" if level <= reached else "now" if level == reached + 1 else "next" for level in range(4)]
    return {
        "levels": [
            {"code": f"L{level}", "label": name, "state": state}
            for level, (name, state) in enumerate(zip(names, states, strict=True))
        ],
        "tries": _("%(left)d of %(all)d tries left") % {"left": left, "all": TRIES_PER_CONTEXT},
        "check_open": left > 0 and reached < IdentityLevel.MATCHED,
        "check_locked": left == 0 and reached < IdentityLevel.MATCHED,
    }


def _playbook(form: CallForm, *, at: datetime) -> dict[str, Any]:
    """The topic in the order of a call. Questions and what we tell are said in the caller's language, the rest is for the agent."""
    topic = form.playbook
    shown: dict[str, Any] = {}
    if form.door in Category.values:
        shown = {"category_word": Category(form.door).label, "category_icon": CATEGORY_ICONS[form.door]}
        shown["incidents"] = fitting(list(Incident.objects.running()), category=form.door)
    if topic is None:
        return shown
    with override(form.typed("language") or get_language()):
        said = {
            "spoken": "zh-Hans" if (get_language() or "").startswith("zh") else "en",
            "ask": [str(each) for each in topic.ask],
            "tell": str(topic.tell),
            "self_service": [str(each) for each in topic.self_service],
            "never_ask": [str(each) for each in topic.never_ask],
        }
    fields = [_row(form, field, at=at) for field in topic.fields]
    return (
        shown
        | said
        | {"topic": topic.label, "do": topic.do, "fields": fields, "priority": Priority(topic.starts_as).label}
    )


def _row(form: CallForm, field: Field, *, at: datetime) -> dict[str, Any]:
    return {"state": answer_of(form, field, at=at).state, "field": form[ANSWER + field.key]}


def promise(form: CallForm, *, at: datetime) -> dict[str, Any]:
    """What would be promised now, as a sentence to read out in the caller's language. Empty without a category."""
    if not form.door:
        return {}
    priority = form.playbook.starts_as if form.playbook else Priority.NORMAL
    try:
        matter = Matter(form.door, priority, ChannelKind.HOTLINE, form.typed("language") or Language.EN)
        first = quote(matter, at=at)[0]
    except InvalidInput as refusal:
        return {"problem": refusal.sentence}
    language = form.typed("language") or Language.EN
    words = _("%(category)s, %(priority)s") % {
        "category": Category(form.door).label,
        "priority": Priority(priority).label,
    }
    return {
        "words": words,
        "aloud": aloud(first.goal_at, first.limit_at, at=at, language=language, urgent=priority == Priority.EMERGENCY),
        "language": "zh-Hans" if language.startswith("zh") else "en",
    }
