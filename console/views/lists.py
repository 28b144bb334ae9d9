"""Tables of tickets and calls, and the search."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from channels.selectors import callbacks_due, missed_calls, recent_calls
from console.access import DeskRequest, signed_in, staff
from console.finding import find
from console.paging import by_moment, by_urgency
from console.queues import queue_named, rows_of
from console.tables import CALL_LISTS, call_row, ticket_row
from core.errors import NotFound


@require_safe
@signed_in
def queue(request: DeskRequest, queue: str) -> HttpResponse:
    """One queue as a table, in its own order."""
    user, at, after = staff(request), request.at, request.GET.get("after", "")
    chosen = queue_named(queue)
    rows = rows_of(chosen, user, at=at)
    page = by_moment(rows, "resolved_at", after, newest_first=True) if queue == "closed" else by_urgency(rows, after)
    shown = [ticket_row(each, queue=queue, at=at) for each in page.rows]
    return render(request, "desk/queue.html", {"queue": chosen, "rows": shown, "page": page})


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
