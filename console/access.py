"""Who may enter a desk page, and what happens to a request whose session has ended."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from accounts.models import User

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request as desk views get it: what the middlewares add, by name."""

    at: datetime
    htmx: HtmxDetails


def signed_in(view: View) -> View:
    """Strangers go to the sign-in. A swap must not put the sign-in page into a region: there the whole page goes."""
    page = login_required(view)

    @wraps(view)
    def enter(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        swap = getattr(request, "htmx", None)
        if swap and not request.user.is_authenticated:
            query = urlencode({"next": swap.current_url_abs_path or "/desk/"})
            return HttpResponse(status=401, headers={"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}?{query}"})
        return page(request, *args, **kwargs)

    return enter


def posted_to_call(view: View) -> View:
    """For a button of the call panel. A GET is somebody back from the sign-in: they go to the panel, where their draft is."""
    return _posted(view, "desk:call")


def posted_from_home(view: View) -> View:
    """For a button that begins something. Who comes back from the sign-in goes to next up and presses it again."""
    return _posted(view, "desk:home")


def posted_to_ticket(view: View) -> View:
    """For what is written on or done to a ticket: who comes back from the sign-in finds its page, and their draft there."""
    return _posted(view, "desk:ticket")


def posted_to_queue(view: View) -> View:
    """The same in the table of a queue."""
    return _posted(view, "desk:queue")


def posted_to_complaint(view: View) -> View:
    """The same on the page of a complaint."""
    return _posted(view, "desk:complaint")


def posted_to_review(view: View) -> View:
    """The same on the page of a review."""
    return _posted(view, "desk:review")


def posted_to_incident(view: View) -> View:
    """The same on the page of an incident."""
    return _posted(view, "desk:incident")


def posted_to_macro(view: View) -> View:
    """The same on the page of a macro."""
    return _posted(view, "desk:macro")


def posted_to_article(view: View) -> View:
    """The same on the page of an article."""
    return _posted(view, "desk:article")


def posted_to_official(view: View) -> View:
    """The same on the page of an official channel."""
    return _posted(view, "desk:official_channel")


def posted_to_official_change(view: View) -> View:
    """The same on the page of a proposal."""
    return _posted(view, "desk:official_change")


def posted_to_announcement(view: View) -> View:
    """The same on the page of an announcement."""
    return _posted(view, "desk:announcement")


def posted_to_fakes(view: View) -> View:
    """The same where one page holds reports and fakes."""
    return _posted(view, "desk:official_fakes", of_one=False)


def posted_to_person(view: View) -> View:
    """The same on the page of an account."""
    return _posted(view, "desk:person")


def posted_to_tokens(view: View) -> View:
    """The same where one page holds all of one's tokens."""
    return _posted(view, "desk:tokens", of_one=False)


def posted_to_playbook(view: View) -> View:
    """The same on the page of a topic."""
    return _posted(view, "desk:playbook")


def posted_to_causes(view: View) -> View:
    """For what changes the lists of causes: one page holds them all."""
    return _posted(view, "desk:review_causes", of_one=False)


def posted_to_actions(view: View) -> View:
    """The same for one's own actions."""
    return _posted(view, "desk:actions", of_one=False)


def _posted(view: View, back: str, *, of_one: bool = True) -> View:
    @wraps(view)
    def enter(request: HttpRequest, **place: str) -> HttpResponseBase:
        if request.method == "GET":
            # What the form did to one part of the page is no address: the page has the first of its names.
            return redirect(reverse(back, kwargs=dict(list(place.items())[:1]) if of_one else None))
        return view(request, **place) if request.method == "POST" else HttpResponseNotAllowed(["POST"])

    return signed_in(enter)


def staff(request: HttpRequest) -> User:
    """The signed-in person, for views behind `signed_in`."""
    assert isinstance(request.user, User)  # noqa: S101 - the decorator has seen to it
    return request.user


class SeeOther(HttpResponseRedirect):
    """After a POST: what came of it is read with GET, and a reload sends nothing again."""

    status_code = 303


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The desk page that a form was sent from, if it is one of ours; else `otherwise`, an address."""
    back = request.POST.get("back", "")
    ours = back.startswith("/desk/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if ours else otherwise
