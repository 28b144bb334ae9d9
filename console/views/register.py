"""The complaint register: what is owed by its nearest limit, what has ended, and the file to take away."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext

from accounts.models import Role
from accounts.selectors import masked
from complaints import selectors
from complaints.models import Complaint
from complaints.policies import complaints_visible_to
from complaints.register import csv_lines
from complaints.services import export_register
from console.access import DeskRequest, signed_in, staff
from console.forms.complaints import ExportForm, RegisterForm
from console.paging import by_moment
from core.errors import DomainError, NotFound
from core.refusals import add_refusal


@signed_in
def register(request: DeskRequest) -> HttpResponse:
    """Live complaints, the nearest limit first; ended ones, the newest first. A POST takes the register away."""
    if staff(request).role == Role.AGENT:
        raise NotFound
    if request.method == "POST":
        return _export(request)
    return _page(request, ExportForm())


def _page(request: DeskRequest, export: ExportForm, *, status: int = 200) -> HttpResponse:
    user, ended = staff(request), request.GET.get("show") == "ended"
    form = RegisterForm(request.GET, ended=ended)
    cut = form.cleaned_data if form.is_valid() else {}
    cut["mine"] = user.pk if cut.get("mine") else None
    rows = selectors.register(complaints_visible_to(user), ended=ended, **cut)
    after = request.GET.get("after", "")
    page = by_moment(rows, "ended_at" if ended else "next_due_at", after, newest_first=ended)
    kept = {name: str(value) for name, value in request.GET.items() if value and name in {"show", *form.fields}}
    words = {
        "page": page,
        "ended": ended,
        "form": form,
        "cut": any(name != "show" for name in kept),
        "query": f"{urlencode(kept)}&" if kept else "",
        "export_form": export,
        "rows": [_row(each) for each in page.rows],
        "tabs": _tabs(ended=ended),
    }
    return render(request, "desk/complaints.html", words, status=status)


def _tabs(*, ended: bool) -> list[dict[str, Any]]:
    here = reverse("desk:complaints")
    return [
        {"label": pgettext("complaints", "Open"), "url": here, "current": not ended},
        {"label": pgettext("complaints", "Ended"), "url": f"{here}?show=ended", "current": ended},
    ]


def _row(complaint: Complaint) -> dict[str, Any]:
    return {
        "complaint": complaint,
        "customer": masked(complaint.customer)["name"],
        "url": reverse("desk:complaint", args=[complaint.number]),
    }


def _export(request: DeskRequest) -> HttpResponse:
    form, status = ExportForm(request.POST), 422
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        try:
            rows = export_register(first=first, last=last, by=staff(request), at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            name = f"complaints-{first.isoformat()}-{last.isoformat()}.csv"
            return _streamed(request, csv_lines(rows), name)
    return _page(request, form, status=status)


def _streamed(request: HttpRequest, lines: Iterator[bytes], name: str) -> HttpResponse:
    """The file as it is read. An asynchronous server asks for the pieces one by one, from the thread of the request."""
    body = _one_by_one(lines) if isinstance(request, ASGIRequest) else lines
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value] # both are HttpResponseBase


async def _one_by_one(lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    step = sync_to_async(lambda: next(lines, None))
    while (piece := await step()) is not None:
        yield piece
