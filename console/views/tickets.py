"""The page of a ticket and its verbs. Foreign and unknown tickets get the same answer."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.selectors import colleagues
from accounts.services.customers import reveal_contact
from console.access import DeskRequest, posted_to_ticket, signed_in, staff
from console.forms.tickets import (
    AssignForm,
    FileForm,
    PendForm,
    ReopenForm,
    ResolveForm,
    RevealForm,
    VersionForm,
)
from console.queues import QUEUES
from console.ticket_page import Asked, Shown, context, customer_lines, read_facts
from console.views.answers import see_other
from core.errors import DomainError, NotFound
from core.numbers import grouped
from core.refusals import add_refusal
from tickets import services
from tickets.models import Ticket

Verb = Callable[[Ticket, Any], object]


def found_ticket(request: DeskRequest, number: str) -> tuple[User, Ticket]:
    """The signed-in person and the ticket, if they may see it; for the number of one that was merged, that in which it goes on."""
    user = staff(request)
    seen = Ticket.objects.visible_to(user).select_related("customer", "assignee", "team", "opened_by")
    ticket = seen.reached_by(number=number).first()
    if ticket is None:
        raise NotFound
    return user, ticket


def asked_of(request: DeskRequest) -> Asked:
    """The queue that it was opened from, the page of the thread, the promise to explain; what makes no sense is left out."""
    queue = request.GET.get("from", "mine")
    numbers: dict[str, int | None] = {"before": None, "explain": None}
    for name in numbers:
        with suppress(ValueError):
            numbers[name] = int(request.GET.get(name, "")[:18])
    return Asked(queue=queue if queue in QUEUES else "mine", **numbers)


def ticket_answer(
    request: DeskRequest, user: User, ticket: Ticket, *, shown: Shown | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what a refused form or an answer adds. Opening it is written into the read log."""
    at, asked = request.at, asked_of(request)
    if "X-Live" not in request.headers:  # a page that reads itself anew is not somebody looking
        services.see_mention(ticket=ticket, by=user, at=at)
    facts = read_facts(ticket, asked, at=at)
    viewed = services.record_view(ticket=ticket, known=facts.events, by=user, at=at)
    if viewed:
        facts.events.append(viewed)
    return render(request, "desk/ticket.html", context(ticket, user, asked, facts, at=at, shown=shown), status=status)


def back_to_ticket(request: DeskRequest, user: User, ticket: Ticket) -> HttpResponse:
    """To the ticket, or to the queue when the change took it out of this person's sight."""
    queue = asked_of(request).queue
    if Ticket.objects.visible_to(user).reached_by(pk=ticket.pk).exists():
        return see_other(reverse("desk:ticket", args=[ticket.number]) + f"?from={queue}")
    messages.info(request, _("The ticket now belongs to another team."))
    return see_other(reverse("desk:queue", args=[queue]))


def do_verb(request: DeskRequest, ticket: Ticket, name: str, form: Form, verb: Verb) -> HttpResponse:
    """Run a verb with a form; a refusal comes back with the form open, its sentence in it and what was typed."""
    user, status = staff(request), 422
    if form.is_valid():
        try:
            verb(ticket, form.cleaned_data)
        except NotFound:
            raise
        except DomainError as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            return back_to_ticket(request, user, ticket)
    _user, fresh = found_ticket(request, ticket.number)
    return ticket_answer(request, user, fresh, shown=Shown(forms={name: form}), status=status)


@signed_in
@never_cache
@require_safe
def ticket(request: DeskRequest, number: str) -> HttpResponse:
    """The page. A number that was merged leads to the ticket in which it goes on, and the page says so."""
    user, found = found_ticket(request, number)
    if found.number != number:
        words = {"number": grouped(number)}
        messages.info(request, _("The ticket %(number)s was merged into this one: here it goes on.") % words)
        return redirect(reverse("desk:ticket", args=[found.number]) + f"?from={asked_of(request).queue}")
    return ticket_answer(request, user, found)


@signed_in
@require_safe
def explain(request: DeskRequest, number: str, timer: int) -> HttpResponse:
    """The page with one promise explained: the address that lists of breaches link to."""
    _user, found = found_ticket(request, number)
    return redirect(reverse("desk:ticket", args=[found.number]) + f"?from={asked_of(request).queue}&explain={timer}")


@posted_to_ticket
def assign(request: DeskRequest, number: str) -> HttpResponse:
    """Give it to somebody, take it, or put it back."""
    user, found = found_ticket(request, number)
    form = AssignForm(request.POST, ticket=found, people=colleagues(user))

    def verb(ticket: Ticket, typed: Any) -> object:
        return services.assign_ticket(
            ticket=ticket, to=form.chosen(), by=user, at=request.at, seen_version=typed["version"]
        )

    return do_verb(request, found, "assign", form, verb)


@posted_to_ticket
def refile(request: DeskRequest, number: str) -> HttpResponse:
    """Another category, topic or priority: together, or not at all."""
    user, found = found_ticket(request, number)

    @transaction.atomic
    def verb(ticket: Ticket, typed: Any) -> None:
        changed, version = ticket, typed["version"]
        if typed["priority"] != ticket.priority:
            changed = services.change_priority(
                ticket=ticket, priority=typed["priority"], by=user, at=request.at, seen_version=version
            )
            version = changed.version
        services.change_category(
            ticket=changed,
            category=typed["category"],
            topic=typed["topic"],
            by=user,
            at=request.at,
            seen_version=version,
        )

    return do_verb(request, found, "file", FileForm(request.POST, ticket=found), verb)


@posted_to_ticket
def pend(request: DeskRequest, number: str) -> HttpResponse:
    """Wait for somebody until a moment."""
    user, found = found_ticket(request, number)

    def verb(ticket: Ticket, typed: Any) -> object:
        wait = {name: typed[name] for name in ("state", "until", "reason")}
        return services.pend_ticket(ticket=ticket, **wait, by=user, at=request.at, seen_version=typed["version"])

    return do_verb(request, found, "pend", PendForm(request.POST, ticket=found, at=request.at), verb)


@posted_to_ticket
def resume(request: DeskRequest, number: str) -> HttpResponse:
    """Go on now."""
    user, found = found_ticket(request, number)
    services.resume_ticket(ticket=found, cause="agent", by=user, at=request.at)
    return back_to_ticket(request, user, found)


@posted_to_ticket
def waive(request: DeskRequest, number: str) -> HttpResponse:
    """The customer's last word needs no reply."""
    user, found = found_ticket(request, number)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() else None
    services.waive_reply(ticket=found, by=user, at=request.at, seen_version=seen)
    return back_to_ticket(request, user, found)


@posted_to_ticket
def resolve(request: DeskRequest, number: str) -> HttpResponse:
    """Say how it was solved."""
    user, found = found_ticket(request, number)

    def verb(ticket: Ticket, typed: Any) -> object:
        return services.resolve_ticket(
            ticket=ticket, solution=typed["solution"], by=user, at=request.at, seen_version=typed["version"]
        )

    return do_verb(request, found, "resolve", ResolveForm(request.POST, ticket=found), verb)


@posted_to_ticket
def reopen(request: DeskRequest, number: str) -> HttpResponse:
    """Open it again; a reply that was typed before stays in the composer."""
    user, found = found_ticket(request, number)
    form = ReopenForm(request.POST, ticket=found)

    def verb(ticket: Ticket, typed: Any) -> object:
        return services.reopen_ticket(
            ticket=ticket, cause=typed["cause"], by=user, at=request.at, seen_version=typed["version"]
        )

    answer = do_verb(request, found, "reopen", form, verb)
    if answer.status_code != 303 or not form.cleaned_data["body"].strip():
        return answer
    _user, fresh = found_ticket(request, number)
    return ticket_answer(request, user, fresh, shown=Shown(kept_body=form.cleaned_data["body"]))


@posted_to_ticket
def close(request: DeskRequest, number: str) -> HttpResponse:
    """Nothing more will come."""
    user, found = found_ticket(request, number)
    form = VersionForm(request.POST, ticket=found)

    def verb(ticket: Ticket, typed: Any) -> object:
        return services.close_ticket(ticket=ticket, by=user, at=request.at, seen_version=typed["version"])

    return do_verb(request, found, "close", form, verb)


@posted_to_ticket
def escalate(request: DeskRequest, number: str) -> HttpResponse:
    """To the complaint channel; an agent may at any time."""
    user, found = found_ticket(request, number)
    services.escalate_ticket(ticket=found, cause="agent", by=user, at=request.at)
    return back_to_ticket(request, user, found)


@never_cache
@posted_to_ticket
def reveal(request: DeskRequest, number: str) -> HttpResponse:
    """Uncover one value with a reason: it stands in this answer once and nowhere else."""
    user, found = found_ticket(request, number)
    form = RevealForm(request.POST, auto_id=f"reveal-{request.POST.get('field', '')[:20]}-%s")
    status, shown = 422, Shown(forms={"reveal": form})
    if form.is_valid():
        name, reason = form.cleaned_data["field"], form.cleaned_data["reason"]
        try:
            value = reveal_contact(
                customer=found.customer, field=name, reason=reason, by=user, at=request.at, ticket_id=found.pk
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            status, shown = 200, Shown(revealed={name: value})
    if getattr(request, "htmx", False):
        words = {"customer": customer_lines(found, shown), "ticket": found}
        return render(request, "desk/_ticket_customer.html", words, status=status)
    return ticket_answer(request, user, found, shown=shown, status=status)
