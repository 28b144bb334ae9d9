"""Chat from the customer's side: begin, say, read on, leave."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.services.codes import place_hash
from accounts.services.limits import limit_attempts
from channels.chat.models import Chat, ChatEnd
from channels.chat.selectors import is_staffed
from channels.chat.services import end_chat, note_read, say_in_chat, start_chat, write_after_hours
from channels.inbound import InboundMessage, Sender
from core.errors import DomainError, NotFound
from core.files import file_response, picture_response
from core.files.field import refuse_stopped
from core.refusals import add_refusal
from live.bell import BELL
from portal.chat_page import chat_context, chat_kept_in, files_of, forget, remember
from portal.forms.chat import LineForm, StartForm
from portal.hotlines import hotline_rows
from portal.opening import call_choices, promised_now, ways_now
from portal.views.pages import address_of, see_other
from portal.visits import moment_of
from sla.opening import open_now
from tickets.categories import ChannelKind
from tickets.models import Attachment, FileState
from tickets.services import open_file

HOUR = timedelta(hours=1)
STARTS_PER_HOUR = 10
STARTS_PER_CONTACT = 6
STARTS_OF_ALL = 600
LINES_PER_MINUTE = 40
_TOO_MANY_CHATS = _(
    "From here so many chats were begun that we have to ask for patience. Call a hotline, or try again in an hour."
)
_TOO_FAST = _("So many lines in a minute. Wait a moment and send again: your text is kept.")


def seated(request: HttpRequest) -> Chat | None:
    """The chat at which this request sits: by its key in a frame (portal.views.chat_frame), else by the session."""
    framed: Chat | None = getattr(request, "framed", None)
    return framed or chat_kept_in(request.session)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def chat(request: HttpRequest) -> HttpResponse:
    """The open line, or the few questions before it."""
    if request.method == "POST":
        return _start(request)
    kept = seated(request)
    return _room(request, kept) if kept else _door(request, StartForm(slots=call_choices(moment_of(request))))


def _start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST, slots=call_choices(moment_of(request), typed=True))
    begun = begin(request, form)
    if isinstance(begun, int):
        return _door(request, form, status=begun)
    remember(request, begun)
    return see_other("portal:chat")


def begin(request: HttpRequest, form: StartForm) -> Chat | int:
    """The chat that follows from the form; or the status of the refusal, with its sentences on the form."""
    at = moment_of(request)
    if not form.is_valid():
        return 422
    try:
        limit_attempts(
            "chat-start",
            place_hash(address_of(request)),
            at=at,
            per=HOUR,
            most=STARTS_PER_HOUR,
            sentence=_TOO_MANY_CHATS,
        )
        who = form.cleaned_data["contact"].strip().lower()
        limit_attempts("chat-contact", who, at=at, per=24 * HOUR, most=STARTS_PER_CONTACT, sentence=_TOO_MANY_CHATS)
        limit_attempts("chat-all", "", at=at, per=HOUR, most=STARTS_OF_ALL, sentence=_TOO_MANY_CHATS)
        wish = form.wish(settings.OPERATOR["region"])
        if wish is None and open_now(ChannelKind.CHAT, at).is_open:
            return start_chat(opening=_opening(form), at=at)
        return write_after_hours(opening=_opening(form), at=at, call=wish)
    except DomainError as refusal:
        for name in ("email", "phone"):
            if name in refusal.fields:
                refusal.fields["contact"] = refusal.fields.pop(name)
        add_refusal(form, refusal)
        return refusal.status


def _opening(form: StartForm) -> InboundMessage:
    typed = form.cleaned_data
    return InboundMessage(
        kind=ChannelKind.CHAT,
        source_id=f"start:{typed['key']}",
        sender=Sender(name=typed["name"], **form.reached_at()),
        body=typed["body"],
        category=typed["category"],
        language="zh-hans" if (get_language() or "").startswith("zh") else "en",
        region=settings.OPERATOR["region"],
    )


@never_cache
@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """One line. A script gets an empty answer and reads on; without one the page is read anew."""
    kept, form, at = seated(request), LineForm(request.POST, request.FILES), moment_of(request)
    if kept is None:
        return see_other("portal:chat")
    refuse_stopped(form, request)
    if not form.is_valid():
        return _refused(request, kept, form, status=422)
    try:
        limit_attempts(
            "chat-line", str(kept.pk), at=at, per=timedelta(minutes=1), most=LINES_PER_MINUTE, sentence=_TOO_FAST
        )
        typed = form.cleaned_data | {"key": str(form.cleaned_data["key"])}
        say_in_chat(chat=kept, **typed, at=at)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return _refused(request, kept, form, status=refusal.status)
    return HttpResponse(status=204) if _by_script(request) else see_other("portal:chat", anchor="say")


def _refused(request: HttpRequest, kept: Chat, form: LineForm, *, status: int) -> HttpResponse:
    if _by_script(request):
        sentence = " ".join(str(each) for errors in form.errors.values() for each in errors)
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    return _room(request, kept, form=form, status=status)


@never_cache
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """What was said behind the id `after`, and how the chat stands: the cursor with which a page goes on after any loss."""
    kept, at = seated(request), moment_of(request)
    if kept is None:
        return HttpResponse(status=410)
    after = request.GET.get("after", "")
    note_read(chat=kept, side="visitor", at=at)
    context = chat_context(kept, at=at, after=int(after) if after.isdecimal() and len(after) < 19 else 0)
    context["framed"] = hasattr(request, "framed")
    return render(request, "portal/_chat_room.html", context)


@never_cache
@require_safe
def file(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """A file of what was said in this chat, to who sits at it."""
    found = _file(request, key)
    taken = open_file(attachment=found, by=found.ticket.customer, at=moment_of(request))
    return file_response(taken.file.open("rb"), name=taken.name, media_type=taken.media_type)


@never_cache
@require_safe
def file_picture(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Its thumbnail."""
    found = _file(request, key)
    if found.state != FileState.CLEAN or not found.thumbnail:
        raise NotFound
    return picture_response(found.thumbnail.open("rb"))


def _file(request: HttpRequest, key: uuid.UUID) -> Attachment:
    kept = seated(request)
    found = files_of(kept).filter(key=key).first() if kept else None
    if found is None:
        raise NotFound
    return found


@never_cache
@require_POST
def typing(request: HttpRequest) -> HttpResponse:
    """The customer writes: passed on to the agent's page, kept by nobody."""
    kept = seated(request)
    if kept and kept.is_live:
        limit_attempts("chat-typing", str(kept.pk), at=moment_of(request), per=timedelta(minutes=1), most=60)
        who = {"who": "customer", "name": "", "hello": False}
        BELL.whisper({"ticket": kept.ticket_id, "number": kept.ticket.number, "doing": "replying", **who})
    return HttpResponse(status=204)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End it, or close what has ended on this device."""
    kept = seated(request)
    if kept and kept.is_live:
        end_chat(chat=kept, cause=ChatEnd.VISITOR, by=kept.ticket.customer, at=moment_of(request))
    else:
        forget(request)
    return see_other("portal:chat")


def _door(request: HttpRequest, form: StartForm, *, status: int = 200) -> HttpResponse:
    at = moment_of(request)
    way = open_now(ChannelKind.CHAT, at)
    context: dict[str, Any] = {"form": form, "way": way, "staffed": way.is_open and is_staffed(at=at)}
    context |= {"hotlines": hotline_rows(at), "ways": ways_now(at), "promised": promised_now(ChannelKind.CHAT, at)}
    context["open_lines"] = [each for each in context["hotlines"] if each["open"]]
    return render(request, "portal/chat_start.html", context, status=status)


def _room(request: HttpRequest, kept: Chat, *, form: LineForm | None = None, status: int = 200) -> HttpResponse:
    at = moment_of(request)
    note_read(chat=kept, side="visitor", at=at)
    context = chat_context(kept, at=at) | {"form": form or LineForm()}
    return render(request, "portal/chat.html", context, status=status)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Chat") == "1"
