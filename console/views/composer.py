"""The composer of a ticket: what is typed, said, and taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from channels.chat.selectors import is_chatting
from console.access import DeskRequest, posted_to_ticket
from console.draft_files import draft_files_of
from console.forms.tickets import DraftFilesForm, DropForm, SayForm
from console.live.presence import announce
from console.queues import QUEUES, rows_of
from console.ticket_page import Shown
from console.views.answers import see_other
from console.views.tickets import asked_of, back_to_ticket, found_ticket, ticket_answer
from core.errors import DomainError, InvalidInput, NotFound
from core.files.field import refuse_stopped
from core.refusals import add_refusal
from knowledge.models import Macro
from knowledge.services import answer, answer_soon, begun_from
from tickets import services
from tickets.categories import ChannelKind
from tickets.models import Draft, Message, Ticket


def _say(request: DeskRequest, number: str, *, only_internal: bool) -> HttpResponse:
    user, found = found_ticket(request, number)
    data = request.POST.copy()
    if only_internal:
        data["visibility"] = "internal"
    form = SayForm(data, request.FILES, ticket=found)
    refuse_stopped(form, request)
    if not form.is_valid():
        return ticket_answer(request, user, found, shown=Shown(forms={"say": form}), status=422)
    try:
        sending = _speak(found, form, by=user, at=request.at)
    except NotFound:
        raise
    except DomainError as refusal:
        add_refusal(form, refusal)
        _user, fresh = found_ticket(request, number)
        shown = Shown(forms={"say": form}, refusal_code=refusal.reason)
        return ticket_answer(request, user, fresh, shown=shown, status=refusal.status)
    if sending is None and request.headers.get("X-Chat") == "1":
        return HttpResponse(status=204)  # the stream brings it into the thread, and the page stays as it is
    return _after_saying(request, user, found, form, sending)


def _speak(found: Ticket, form: SayForm, *, by: User, at: datetime) -> Draft | None:
    """Once for each key, so that a second press sends nothing twice. A public reply may be on its way for a moment."""
    typed, key = form.cleaned_data, str(form.cleaned_data["key"])
    if typed["files"]:  # without a script they come with the words; else they lie with the draft already
        services.add_draft_files(ticket=found, files=typed["files"], kind=form.kind, by=by, at=at)
    body = services.words_with_files(ticket=found, body=typed["body"], by=by)
    public: dict[str, Any] = {"ticket": found, "body": body, "by": by, "at": at}
    chatting = _in_chat(found)
    if not form.internal and settings.UNDO_SECONDS and not chatting:
        after, begun = timedelta(seconds=settings.UNDO_SECONDS), begun_from(typed["used"], follow=typed["follow"])
        return answer_soon(**public, key=key, after=after, seen_version=typed["version"], begun=begun)

    def make() -> Message:
        if form.internal:
            return services.add_note(**public)
        macro = {"macro": typed["used"], "follow": typed["follow"]}
        # In a chat both sides write at once: that the other one said something meanwhile is no conflict.
        return answer(**public, seen_version=None if chatting else typed["version"], **macro)

    services.say_now(ticket=found, key=key, say=make, public=not form.internal, by=by, at=at)
    return None


def _in_chat(found: Ticket) -> bool:
    """Whether the customer sits at an open line: what is said there arrives at once."""
    return found.channel == ChannelKind.CHAT and is_chatting(found)


def _after_saying(
    request: DeskRequest, user: User, found: Ticket, form: SayForm, sending: Draft | None
) -> HttpResponse:
    tag, onward = f"clear={user.pk}:{found.number}", form.cleaned_data["then"] == "next"
    if sending is None:
        words = _("Note kept. The customer never sees it.") if form.internal else _("Sent to the customer.")
        if not form.internal and _in_chat(found):
            words = " "  # it stands in the thread, and the next line is being written
        messages.success(request, words, extra_tags=tag)
    elif onward and sending.send_at:
        # The ticket itself shows what is on its way; who goes on takes the button for taking it back along.
        undo_url = reverse("desk:ticket_undo", args=[found.number, sending.pk])
        until = sending.send_at.isoformat()
        messages.success(request, _("Your reply is on its way."), extra_tags=f"{tag} undo={undo_url} until={until}")
    if form.cleaned_data["then"] == "next":
        queue = asked_of(request).queue
        others = rows_of(QUEUES[queue], user, at=request.at, narrowed=~Q(pk=found.pk), most=1)
        found = next(iter(others), found)
    return back_to_ticket(request, user, found)


@posted_to_ticket
def reply(request: DeskRequest, number: str) -> HttpResponse:
    """The composer: a public answer or an internal note, by its switch."""
    return _say(request, number, only_internal=False)


@posted_to_ticket
def note(request: DeskRequest, number: str) -> HttpResponse:
    """An internal note, whatever the switch says."""
    return _say(request, number, only_internal=True)


@posted_to_ticket
def here(request: DeskRequest, number: str) -> HttpResponse:
    """Said by an open page: somebody reads or writes here. Passed on to the others, kept by nobody."""
    user, ticket = found_ticket(request, number)
    doing, hello = request.POST.get("doing", ""), bool(request.POST.get("hello"))
    announce(ticket=ticket, by=user, doing=doing, hello=hello)
    return HttpResponse(status=204)


@posted_to_ticket
def draft(request: DeskRequest, number: str) -> HttpResponse:
    """What is typed, as it is typed: answers with when it was kept."""
    user, found = found_ticket(request, number)
    kind, used = request.POST.get("visibility", "internal"), request.POST.get("used", "")
    macro = Macro.objects.filter(pk=used).first() if used.isdecimal() else None
    begun = begun_from(macro, follow=bool(request.POST.get("follow")))
    services.save_draft(ticket=found, body=request.POST.get("body", ""), kind=kind, by=user, at=request.at, begun=begun)
    return render(request, "components/_draft_note.html", {"saved_at": request.at})


@posted_to_ticket
def draft_files(request: DeskRequest, number: str) -> HttpResponse:
    """Files put to what is being written; answers with all that lie there, and with what is wrong with the new ones."""
    user, found = found_ticket(request, number)
    form = DraftFilesForm(request.POST, request.FILES)
    refuse_stopped(form, request)
    if form.is_valid():
        try:
            typed = form.cleaned_data
            services.add_draft_files(
                ticket=found, files=typed["files"], kind=typed["visibility"], by=user, at=request.at
            )
        except InvalidInput as refusal:
            add_refusal(form, refusal)
    return _files_there(request, user, found, sentences=[str(each) for each in form.errors.get("files", ())])


@posted_to_ticket
def drop_file(request: DeskRequest, number: str) -> HttpResponse:
    """Take one off again. Without a script the page is read anew, with the words that were typed."""
    user, found = found_ticket(request, number)
    form = DropForm(request.POST)
    if form.is_valid():
        services.drop_draft_file(ticket=found, key=form.cleaned_data["drop"], by=user)
    if request.headers.get("X-Files") == "1":
        return _files_there(request, user, found)
    kind, body = request.POST.get("visibility", "internal"), request.POST.get("body", "")
    services.save_draft(ticket=found, body=body, kind=kind, by=user, at=request.at)
    return see_other(reverse("desk:ticket", args=[found.number]) + f"?from={asked_of(request).queue}#composer")


def _files_there(request: DeskRequest, user: User, found: Ticket, *, sentences: Sequence[str] = ()) -> HttpResponse:
    context = {"composer": draft_files_of(found, user), "ticket": found, "sentences": sentences}
    return render(request, "desk/_draft_files.html", context, status=422 if sentences else 200)


@posted_to_ticket
def undo(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    """Take a reply back before it goes out: it stands in the composer again."""
    user, found = found_ticket(request, number)
    services.take_back(ticket=found, draft_id=pk, by=user, at=request.at)
    return see_other(reverse("desk:ticket", args=[found.number]) + f"?from={asked_of(request).queue}#composer")
