"""Tags, links, watchers of a ticket; who can be named in its notes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from channels.mail.services import allow_mail_again
from console.access import DeskRequest, posted_to_ticket, signed_in
from console.forms.around import LinkForm, MergeForm, SnoozeForm, SplitForm, TagForm
from console.views.tickets import back_to_ticket, do_verb, found_ticket
from core.errors import NotFound
from core.numbers import grouped
from tickets import services
from tickets.models import Ticket
from tickets.selectors import who_may_see

MOST_NAMES = 8


@posted_to_ticket
def tag(request: DeskRequest, number: str) -> HttpResponse:
    """Put a tag on."""
    user, found = found_ticket(request, number)

    def verb(ticket: Ticket, typed: Any) -> object:
        return services.tag_ticket(ticket=ticket, add=[typed["add"]], by=user, at=request.at)

    return do_verb(request, found, "tag", TagForm(request.POST, ticket=found), verb)


@posted_to_ticket
def untag(request: DeskRequest, number: str) -> HttpResponse:
    """Take a tag off."""
    user, found = found_ticket(request, number)
    services.tag_ticket(ticket=found, remove=[request.POST.get("word", "")], by=user, at=request.at)
    return back_to_ticket(request, user, found)


@posted_to_ticket
def link(request: DeskRequest, number: str) -> HttpResponse:
    """Say that it belongs to another ticket."""
    user, found = found_ticket(request, number)

    def verb(ticket: Ticket, typed: Any) -> object:
        return services.link_tickets(ticket=ticket, other=typed["number"], kind=typed["kind"], by=user, at=request.at)

    return do_verb(request, found, "link", LinkForm(request.POST, ticket=found, by=user), verb)


@posted_to_ticket
def unlink(request: DeskRequest, number: str) -> HttpResponse:
    """Take the link to another ticket off."""
    user, found = found_ticket(request, number)
    other = Ticket.objects.visible_to(user).filter(number=request.POST.get("other", "")).first()
    if other is None:
        raise NotFound
    services.unlink_tickets(ticket=found, other=other, by=user, at=request.at)
    return back_to_ticket(request, user, found)


@posted_to_ticket
def watch(request: DeskRequest, number: str) -> HttpResponse:
    """Watch it, or stop watching, as the button said."""
    user, found = found_ticket(request, number)
    verb = services.unwatch_ticket if request.POST.get("stop") else services.watch_ticket
    verb(ticket=found, by=user, at=request.at)
    return back_to_ticket(request, user, found)


@signed_in
@require_safe
def names(request: DeskRequest, number: str) -> HttpResponse:
    """Colleagues who can be named here and whose name or number holds what follows the @, at most eight."""
    user, found = found_ticket(request, number)
    typed = request.GET.get("q", "")[:60].casefold()
    fitting = [
        each
        for each in who_may_see(found)
        if each.pk != user.pk and typed in f"{each.name} {each.agent_number}".casefold()
    ]
    same = [each.name for each in fitting]
    people = [
        {
            "name": each.name,
            "number": each.agent_number,
            "way": each.name if same.count(each.name) == 1 else each.agent_number,
        }
        for each in fitting[:MOST_NAMES]
    ]
    return render(request, "desk/_names.html", {"people": people})


@posted_to_ticket
def merge(request: DeskRequest, number: str) -> HttpResponse:
    """Let it go on in another ticket; who did it lands there."""
    user, found = found_ticket(request, number)

    def verb(ticket: Ticket, typed: Any) -> object:
        return services.merge_ticket(
            ticket=ticket,
            into=typed["number"],
            reason=typed["reason"],
            by=user,
            at=request.at,
            seen_version=typed["version"],
        )

    return do_verb(request, found, "merge", MergeForm(request.POST, ticket=found, by=user), verb)


@posted_to_ticket
def split(request: DeskRequest, number: str) -> HttpResponse:
    """Make a ticket of its own of some messages."""
    user, found = found_ticket(request, number)

    def verb(ticket: Ticket, typed: Any) -> None:
        chosen = {name: typed[name] for name in ("messages", "subject", "category")}
        new = services.split_ticket(ticket=ticket, **chosen, by=user, at=request.at)
        messages.success(request, _("The new ticket is %(number)s.") % {"number": grouped(new.number)})

    return do_verb(
        request, found, "split", SplitForm(request.POST, ticket=found, said=list(found.messages.all())), verb
    )


@posted_to_ticket
def snooze(request: DeskRequest, number: str) -> HttpResponse:
    """Put one's own ticket aside until a moment."""
    user, found = found_ticket(request, number)

    def verb(ticket: Ticket, typed: Any) -> object:
        chosen = {name: typed[name] for name in ("until", "despite_limit")}
        return services.snooze_ticket(ticket=ticket, **chosen, by=user, at=request.at)

    return do_verb(request, found, "snooze", SnoozeForm(request.POST, ticket=found, at=request.at), verb)


@posted_to_ticket
def wake(request: DeskRequest, number: str) -> HttpResponse:
    """Back on next up now."""
    user, found = found_ticket(request, number)
    services.end_snooze(ticket=found, by=user, at=request.at)
    return back_to_ticket(request, user, found)


@posted_to_ticket
def mail_again(request: DeskRequest, number: str) -> HttpResponse:
    """Try the customer's address again, although a mail came back from there."""
    user, found = found_ticket(request, number)
    allow_mail_again(ticket=found, by=user, at=request.at)
    return back_to_ticket(request, user, found)
