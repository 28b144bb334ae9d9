"""The two pages that several views answer with: the check form and the status of a ticket; and who may come in."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from core.places import network_of
from portal.forms.check import CheckForm
from portal.notes import NOTES
from portal.status_page import status_context
from portal.visits import Visit, moment_of, take_note, visit_of

VisitView = Callable[..., HttpResponseBase]
View = Callable[..., HttpResponseBase]


def see_other(name: str, *, anchor: str = "") -> HttpResponse:
    """After a change: read the page anew with GET, so that a reload sends nothing twice."""
    return HttpResponseRedirect(reverse(name) + (f"#{anchor}" if anchor else ""), status=303)


def check_page(request: HttpRequest, form: CheckForm | None = None, *, status: int = 200, **more: Any) -> HttpResponse:
    """Number and contact. Everything on it but the echo is the same for everybody."""
    context = {"check_form": form or CheckForm(), "note_words": NOTES.get(take_note(request)), **more}
    return render(request, "portal/check.html", context, status=status)


def status_page(request: HttpRequest, visit: Visit, at: datetime, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The ticket as far as this visitor may see it."""
    note = take_note(request)
    context = status_context(visit, at=at) | {"note": note, "note_words": NOTES.get(note)} | forms
    return render(request, "portal/status.html", context, status=status)


def for_visitors(*, proven: bool = False, post_only: bool = True) -> Callable[[VisitView], View]:
    """Hands the view its visit, the moment, and what the address names.

    `proven` needs a one-time code; a GET where only POST is taken leads to the status page.
    """

    def decorate(view: VisitView) -> View:
        @wraps(view)
        @never_cache
        def inner(request: HttpRequest, **named: Any) -> HttpResponseBase:
            at = moment_of(request)
            visit = visit_of(request, at=at)
            if visit is None or (proven and not visit.proven):
                return _ended(request)
            if post_only and request.method != "POST":
                return see_other("portal:status")
            return view(request, visit, at, **named)

        return inner

    return decorate


def _ended(request: HttpRequest) -> HttpResponse:
    """The half hour is over: say so, and give back what was typed, also to who has no script."""
    if request.method != "POST":
        return see_other("portal:status")
    typed = request.POST.get("body") or request.POST.get("statement") or request.POST.get("facts") or ""
    return check_page(request, status=403, ended=True, typed=typed)


def address_of(request: HttpRequest) -> str:
    """Where a visitor comes from, for counting (core.places)."""
    return network_of(str(request.META.get("REMOTE_ADDR", "")))
