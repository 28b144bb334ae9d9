"""Tables of tickets and calls, and the search."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.selectors import colleagues, teams
from channels.selectors import callbacks_due, missed_calls, recent_calls
from console.access import DeskRequest, posted_to_queue, signed_in, staff
from console.bulk import do_each, told
from console.finding import find
from console.forms.bulk import BulkForm
from console.forms.filters import FilterForm, ViewForm
from console.paging import Page, by_moment, by_urgency
from console.queues import QUEUES, Queue, done_rows, queue_named, rows_of
from console.tables import CALL_LISTS, call_row, ticket_row
from console.views.answers import see_other
from core.errors import DomainError, NotFound
from core.refusals import add_refusal
from tickets import services
from tickets.cuts import filtered
from tickets.models import SavedView, Ticket


@require_safe
@signed_in
def queue(request: DeskRequest, queue: str) -> HttpResponse:
    """One queue as a table, in its own order."""
    return queue_page(request, queue_named(queue))


def queue_page(request: DeskRequest, chosen: Queue, *, status: int = 200, **more: Any) -> HttpResponse:
    """The table with what can be done to many of its rows; `more` is what a form or its outcome adds.

    What stands only in its menus is fetched when one is opened; an address with `menus`, for browsers without scripts, has it all.
    """
    user, at, after = staff(request), request.at, request.GET.get("after", "")
    whole = bool(more) or "menus" in request.GET
    filters = FilterForm(request.GET)
    page = _page(chosen, user, filtered(filters.chosen), after, at=at)
    shown = [ticket_row(each, queue=chosen.slug, at=at, plain=False) for each in page.rows]
    context = {
        "queue": chosen,
        "rows": shown,
        "page": page,
        "bulk": (bulk_form(user) if whole else BulkForm(people=[], teams=[], zh=False)) if shown else None,
        "filters": filters,
        "views": view_rows(user) if whole else None,
        "view_form": ViewForm(),
        "whole": whole,
    }
    return render(request, "desk/queue.html", context | more, status=status)


def _page(chosen: Queue, user: User, narrowed: Q, after: str, *, at: datetime) -> Page[Ticket]:
    if chosen.of_done:
        return by_moment(done_rows(chosen, user, at=at, narrowed=narrowed), "resolved_at", after, newest_first=True)
    return by_urgency(lambda beyond, most: rows_of(chosen, user, at=at, narrowed=narrowed & beyond, most=most), after)


@require_safe
@signed_in
def menu(request: DeskRequest, queue: str, part: str) -> HttpResponse:
    """What stands in one menu of a queue: the people or the teams to give work to, or the filters with the saved views."""
    user, chosen = staff(request), queue_named(queue)
    if part == "filters":
        context = {
            "filters": FilterForm(request.GET),
            "views": view_rows(user),
            "view_form": ViewForm(),
            "queue": chosen,
        }
        return render(request, "desk/_filter_menu.html", context)
    fields = {"people": "to", "teams": "team"}
    if part not in fields:
        raise NotFound
    return render(request, "desk/_bulk_options.html", {"choices": bulk_form(user).fields[fields[part]].choices})  # type: ignore[attr-defined] # a ChoiceField


def bulk_form(user: User, data: QueryDict | None = None) -> BulkForm:
    """The form with the people and teams to whom this person can give work."""
    zh = (get_language() or "").startswith("zh")
    return BulkForm(data, people=colleagues(user), teams=teams(), zh=zh)


@posted_to_queue
def bulk(request: DeskRequest, queue: str) -> HttpResponse:
    """One verb for all that is ticked. What was refused is told ticket by ticket."""
    user, chosen = staff(request), queue_named(queue)
    form = bulk_form(user, request.POST)
    if not form.is_valid():
        return queue_page(request, chosen, status=422, bulk=form, refused_bulk=True)
    ids = form.ids()
    found = list(Ticket.objects.visible_to(user).filter(pk__in=ids).order_by("pk"))
    outcome = do_each(found, form, by=user, at=request.at)
    words = told(outcome, len(ids) - len(found))
    if outcome.refused:
        return queue_page(request, chosen, outcome=outcome, outcome_words=words)
    messages.success(request, words)
    return see_other(_address(chosen, FilterForm(request.GET)))


def _address(queue: Queue, filters: FilterForm) -> str:
    return reverse("desk:queue", args=[queue.slug]) + (f"?{filters.query}" if filters.query else "")


def view_rows(user: User) -> list[dict[str, Any]]:
    """The saved views of a person and of their team: name, address, whose."""
    return [
        {
            "pk": each.pk,
            "label": each.name,
            "url": reverse("desk:queue", args=[each.queue]) + f"?{each.query}",
            "of_team": each.team_id is not None,
            "removable": each.owner_id == user.pk or user.leads_people,
        }
        for each in SavedView.objects.visible_to(user)
        if each.queue in QUEUES
    ]


@posted_to_queue
def save_view(request: DeskRequest, queue: str) -> HttpResponse:
    """Keep what the address shows under a name."""
    user, chosen, filters = staff(request), queue_named(queue), FilterForm(request.GET)
    form = ViewForm(request.POST)
    if form.is_valid():
        try:
            services.save_view(queue=chosen.slug, query=filters.query, **form.cleaned_data, by=user)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The view is kept."))
            return see_other(_address(chosen, filters))
    return queue_page(request, chosen, status=422, view_form=form, filters_open=True)


@posted_to_queue
def remove_view(request: DeskRequest, queue: str) -> HttpResponse:
    """Forget a view."""
    user, pk = staff(request), request.POST.get("view", "")
    found = SavedView.objects.visible_to(user).filter(pk=int(pk) if pk[:18].isdecimal() else 0).first()
    if found is None:
        raise NotFound
    services.remove_view(view=found, by=user)
    return see_other(reverse("desk:queue", args=[queue_named(queue).slug]))


@require_safe
@signed_in
def calls(request: DeskRequest, kind: str) -> HttpResponse:
    """Missed calls, call-backs that are due, one's own calls."""
    user, after = staff(request), request.GET.get("after", "")
    if kind == "missed":
        page = by_moment(missed_calls(user), "started_at", after)
    elif kind == "callbacks":
        page = by_moment(callbacks_due(user), "callback_at", after)
    elif kind == "mine":
        page = by_moment(recent_calls(user), "started_at", after, newest_first=True)
    else:
        raise NotFound
    rows = [call_row(each, user, at=request.at) for each in page.rows]
    return render(request, "desk/calls.html", {"list": CALL_LISTS[kind], "kind": kind, "rows": rows, "page": page})


@require_POST
def _found(request: DeskRequest) -> HttpResponse:
    """What was typed is answered by the page itself: contacts never stand in an address."""
    typed = request.POST.get("q", "").strip()
    result = find(typed, staff(request), at=request.at, region=settings.OPERATOR["region"])
    if result.ticket_number:
        return redirect("desk:ticket", result.ticket_number)
    return render(request, "desk/search.html", {"query": typed, "result": result})


@signed_in
def search(request: DeskRequest) -> HttpResponse:
    """By number, or by exact contact. Without a question the page says what can be searched."""
    return _found(request) if request.method == "POST" else render(request, "desk/search.html", {"result": None})
