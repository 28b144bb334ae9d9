"""Reactions after commit to rungs of the ladder. Each way is a reaction of its own, so that one that fails repeats no other."""

import json

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.events import QuietHoursSet, TeamHoursSet
from accounts.models import Role, User
from accounts.presence import on_shift
from accounts.selectors import active_staff
from channels.telegram.transport import Bot
from complaints.models import LIVE, Complaint
from core import clock
from notifications.alert_words import language_of, ticket_url, told
from notifications.alerts import raise_alerts, send_alerts
from notifications.events import GroupBundled, MailBundled
from notifications.mail import send_to_staff
from notifications.models import Bundle, Channel
from notifications.posting import post_json, signed_headers
from notifications.services import tell
from outbox.models import Event
from outbox.registry import Wish, on
from outbox.services import PermanentFailureError, outward_key
from sla.events import LadderReached
from sla.models import OF_THE_COMPLAINT, Audience, Timer, Way
from sla.ways import missing_settings, usable
from tickets.categories import Priority
from tickets.models import Ticket

# A message to the group has at most 4,096 characters.
MOST_IN_GROUP = 10
TO_PEOPLE = {Way.DESK.value, Way.MAIL.value}
# Who hears of these clocks and audiences is the business of the complaint channel alone.
INTERNAL = {Audience.OFFICERS.value, Audience.HANDLER.value}


def _by(way: Way) -> Wish:
    """Wants the rungs that are told this way."""
    return lambda event: way in event.data["ways"]


@on(LadderReached, when=lambda event: bool(event.data["ways"]))
def tell_of_rung(event: Event) -> None:
    """A rung of the ladder: those it names hear of it on the desk.

    When none of them is on shift, the supervisors who are hear of it too. A rung of which no way has an address is told to
    the supervisors, unless the desk tells them of this very moment anyway.
    """
    ways, named = set(event.data["ways"]), audience_of(event)
    if Way.DESK in ways:
        tell(named, event)
    if TO_PEOPLE & ways and event.data["audiences"] and not _internal(event):
        at = clock.now()
        if not any(on_shift(each, at) for each in named):
            tell([each for each in active_staff(Role.SUPERVISOR) if on_shift(each, at)], event, stands_in=True)
    if not usable(ways) and not _told_anyway(event):
        tell([*named, *active_staff(Role.SUPERVISOR)], event)


def _internal(event: Event) -> bool:
    return event.data["kind"] in OF_THE_COMPLAINT or set(event.data["audiences"]) <= INTERNAL


def _told_anyway(event: Event) -> bool:
    """Whether another rung of the same clock and the same look tells the supervisors on the desk."""
    others = Event.objects.filter(subject_kind="ticket", subject_id=event.subject_id, name=event.name, at=event.at)
    others = others.exclude(pk=event.pk).filter(data__timer_id=event.data["timer_id"])
    return others.filter(data__ways__contains=[Way.DESK], data__audiences__contains=[Audience.SUPERVISORS]).exists()


@on(LadderReached, when=_by(Way.MAIL))
def mail_rung(event: Event) -> None:
    """The same by mail, when nothing holds it: shift, quiet hours, rate."""
    people, at = [each for each in audience_of(event) if each.role != Role.PROGRAM], clock.now()
    raise_alerts(event, way=Way.MAIL, to=people, urgent=_urgent(event), at=at)
    send_alerts(at)


@on(LadderReached, when=_by(Way.TELEGRAM))
def telegram_rung(event: Event) -> None:
    """The same to the desk's group."""
    if missing_settings(Way.TELEGRAM):
        return
    at = clock.now()
    raise_alerts(event, way=Way.TELEGRAM, to=[None], urgent=_urgent(event), at=at)
    send_alerts(at)


@on(LadderReached, when=_by(Way.WEBHOOK))
def webhook_rung(event: Event) -> None:
    """The same to a machine, which is never held and never counted, signed under ALERT_WEBHOOK_SECRET."""
    if missing_settings(Way.WEBHOOK):
        return
    key = outward_key(event, "notifications.webhook_rung")
    body = json.dumps(webhook_facts(event, key), sort_keys=True).encode()
    headers = signed_headers(body, key=key, secret=settings.ALERT_WEBHOOK_SECRET, at=clock.now())
    post_json(settings.ALERT_WEBHOOK_URL, body, headers)


def webhook_facts(event: Event, key: str) -> dict[str, object]:
    """What the machine reads: the rung's facts, the ticket's number and address; moments are ISO 8601 in UTC."""
    timer = Timer.objects.select_related("ticket").get(pk=event.data["timer_id"])
    return {
        "id": key,
        "event": event.name,
        "at": event.at.isoformat(),
        "ticket": timer.ticket.number,
        "priority": timer.ticket.priority,
        "category": timer.ticket.category,
        "promise": event.data["kind"],
        "mark": event.data["mark"],
        "percent": event.data["percent"],
        "minutes": event.data["minutes"],
        "goal_at": timer.goal_at.isoformat(),
        "due_at": timer.due_at.isoformat(),
        "url": ticket_url(timer.ticket.number),
    }


@on(MailBundled)
def mail_alerts(event: Event) -> None:
    """One mail. Who left meanwhile gets none."""
    bundle = Bundle.objects.select_related("channel__recipient").get(pk=event.subject_id)
    person = bundle.channel.recipient
    if person is None or not person.is_active:
        return
    language = language_of(person)
    with translation.override(language):
        context = told(bundle) | {"zone": person.zone}
    template = "alert" if context["total"] == 1 else "alerts"
    key = outward_key(event, "notifications.mail_alerts")
    send_to_staff(person, template, context, key=key, language=language)


@on(GroupBundled)
def telegram_alerts(event: Event) -> None:
    """One message to the group. The Bot API knows no key, so the text carries one: a repeat is seen as such."""
    if missing := missing_settings(Way.TELEGRAM):
        raise PermanentFailureError(f"not set: {', '.join(missing)}")
    bundle = Bundle.objects.get(pk=event.subject_id)
    with translation.override(settings.ALERT_LANGUAGE):
        context = told(bundle, most=MOST_IN_GROUP) | {"zone": settings.OPERATOR["zone"]}
        text = render_to_string("telegram/alerts.txt", context).strip()
    group = Bot(settings.ALERT_TELEGRAM_TOKEN, settings.ALERT_TELEGRAM_URL)
    group.send(settings.ALERT_TELEGRAM_CHAT, text, key=outward_key(event, "notifications.telegram_alerts"))


@on(TeamHoursSet, QuietHoursSet)
def look_anew(event: Event) -> None:
    """Hours were changed: what waits for the people concerned is measured by the new ones."""
    concerned = (
        {"recipient": event.subject_id} if event.subject_kind == "staff" else {"recipient__team": event.subject_id}
    )
    at = clock.now()
    Channel.objects.filter(wake_at__isnull=False, **concerned).update(wake_at=at)
    send_alerts(at)


def audience_of(event: Event) -> list[User]:
    """The people whom a rung names, as of now: active, each once."""
    ticket = Ticket.objects.select_related("team__lead__team", "assignee__team").get(pk=event.subject_id)
    named = set(event.data["audiences"])
    found: list[User | None] = []
    if event.data["kind"] in OF_THE_COMPLAINT:
        # Who holds this clock is the complaint's handler; the ticket's people have no part in it.
        named = named - {Audience.HOLDER, Audience.LEAD} | ({Audience.HANDLER} if Audience.HOLDER in named else set())
    if Audience.HOLDER in named:
        found.append(ticket.assignee)
    if Audience.LEAD in named:
        found.append(ticket.team.lead if ticket.team else None)
    if Audience.SUPERVISORS in named:
        found += active_staff(Role.SUPERVISOR)
    if Audience.OFFICERS in named:
        found += active_staff(Role.OFFICER)
    if Audience.HANDLER in named:
        live = Complaint.objects.filter(ticket=ticket, state__in=LIVE).select_related("handler__team")
        found += [each.handler for each in live]
    return list({each.pk: each for each in found if each is not None and each.is_active}.values())


def _urgent(event: Event) -> bool:
    return Ticket.objects.filter(pk=event.subject_id, priority=Priority.EMERGENCY).exists()
