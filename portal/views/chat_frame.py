"""Chat in a frame on the operator's own site. Browsers give such a frame no cookies: it holds a key and sends it in a header."""

from collections.abc import Callable
from functools import wraps
from typing import Final

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from channels.chat.models import ChatEnd
from channels.chat.selectors import is_staffed
from channels.chat.services import end_chat
from portal.chat_page import chat_by_key, key_of, stream_key_of
from portal.forms.chat import LineForm, StartForm
from portal.views import chat
from portal.visits import moment_of
from sla.opening import open_now
from tickets.categories import ChannelKind

View = Callable[..., HttpResponseBase]
# Who may show our frame: the operator's own sites, and nobody when none is named.
ANCESTORS: Final = settings.CHAT_ORIGINS or [NONE]


def by_key(view: View) -> View:
    """For the chat whose key the header bears. No cookie takes part, so no other site can act for a visitor."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def enter(request: HttpRequest, **place: object) -> HttpResponseBase:
        found = chat_by_key(request.headers.get("X-Chat-Key", ""))
        if found is None:
            return HttpResponse(status=410)
        request.framed = found  # type: ignore[attr-defined] # read by portal.views.chat.seated
        return view(request, **place)

    return enter


@require_safe
@never_cache
@xframe_options_exempt
@csp_replace({"frame-ancestors": ANCESTORS})
def frame(request: HttpRequest) -> HttpResponse:
    """The page inside the frame: the few questions, and the room to come."""
    at = moment_of(request)
    way = open_now(ChannelKind.CHAT, at)
    context: dict[str, object] = {
        "form": StartForm(),
        "line_form": LineForm(auto_id="line_%s"),
        "way": way,
        "staffed": way.is_open and is_staffed(at=at),
    }
    context["origins"] = " ".join(settings.CHAT_ORIGINS)
    return render(request, "portal/chat_frame.html", context)


@csrf_exempt
@require_POST
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Begin: answers with the key, or with the sentences of what does not fit."""
    # A header of our own: the page of another site cannot send it without asking, and nobody answers that it may.
    if request.headers.get("X-Chat") != "1":
        return HttpResponse(status=403)
    form = StartForm(request.POST)
    begun = chat.begin(request, form)
    if isinstance(begun, int):
        sentences = [str(each) for errors in form.errors.values() for each in errors]
        return JsonResponse({"sentences": sentences}, status=begun)
    return JsonResponse({"key": key_of(begun)}, status=201)


@by_key
@require_POST
def stream(request: HttpRequest) -> HttpResponse:
    """A key for the address of the stream."""
    return JsonResponse({"key": stream_key_of(request.framed)})  # type: ignore[attr-defined] # set by by_key


@by_key
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the chat; the page forgets its key."""
    seated = request.framed  # type: ignore[attr-defined] # set by by_key
    end_chat(chat=seated, cause=ChatEnd.VISITOR, by=seated.ticket.customer, at=moment_of(request))
    return HttpResponse(status=204)


say = by_key(chat.say)
lines = by_key(chat.lines)
typing = by_key(chat.typing)
file = by_key(chat.file)


@require_safe
def embed(request: HttpRequest) -> HttpResponse:
    """The script for the operator's site: one line there, and a button opens the frame."""
    context = {"frame": request.build_absolute_uri(reverse("portal:chat_frame"))}
    answer = render(request, "portal/chat_embed.js", context, content_type="text/javascript; charset=utf-8")
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Cache-Control"] = "public, max-age=300"
    return answer
