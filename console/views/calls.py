"""The hotline on the desk: begin a call, go through it in the panel, end it with a disposition."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from channels import services
from channels.models import Call, CallState, Direction
from channels.selectors import calls_visible_to, present_calls
from console.access import DeskRequest, SeeOther, back_to, posted_from_home, posted_to_call, signed_in, staff
from console.forms.calls import ANSWER, CallForm, answer_of, field_of
from console.panel import panel as panel_of
from console.panel import ringing as ringing_of
from console.summary import summary_of
from console.tables import ticket_row
from core.errors import Conflict, InvalidInput, NotFound, TooMany
from outbox.services import once

REGION = settings.OPERATOR["region"]
# The parts of the panel that one answer may replace, by the id that htmx asks for.
PARTS = {
    "call-who": "desk/_call_panel_who.html",
    "call-number": "desk/_call_panel_number.html",
    "call-match": "desk/_call_panel_match.html",
    "call-identity": "desk/_call_panel_identity.html",
    "call-playbook": "desk/_call_panel_playbook.html",
    "call-promise": "desk/_call_panel_promise.html",
    "call-contact": "desk/_call_panel_contact.html",
    "call-foot": "desk/_call_panel_disposition.html",
}


def _call(request: DeskRequest, number: str) -> Call:
    found = calls_visible_to(staff(request)).filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def _answer(
    request: DeskRequest, call: Call, parts: list[str], *, form: CallForm, outcome: str = "", status: int = 200
) -> HttpResponse:
    """The parts that changed for htmx, the first in place and the others out of band; the whole page without scripts."""
    call.refresh_from_db()
    context = {"call": panel_of(call, staff(request), at=request.at, form=form, outcome=outcome)}
    if request.htmx:
        names = [{"template": PARTS[part], "aside": place > 0} for place, part in enumerate(parts)]
        return render(request, "desk/_call_parts.html", context | {"parts": names}, status=status)
    return _page(request, context, status=status)


def _page(request: DeskRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The call on a page of its own, with the earlier tickets beside it."""
    past = [ticket_row(each, queue="mine", at=request.at) for each in context["call"]["past_tickets"]]
    return render(request, "desk/call.html", context | {"past_rows": past}, status=status)


@posted_from_home
def start(request: DeskRequest) -> HttpResponse:
    """A call on any telephone: one key, and the panel is open with its number. The same key again finds the same call."""
    user, at = staff(request), request.at
    running = present_calls(user).running
    key = request.POST.get("key") or str(uuid4())
    earlier = _call(request, request.POST["call_back"]) if request.POST.get("call_back") else None

    def begin() -> Call:
        if earlier is None:
            phone = request.POST.get("caller_phone", "")
            return services.start_call(by=user, at=at, caller_phone=phone, region=REGION)
        phone = earlier.callback_phone or earlier.caller_phone
        return services.start_call(
            by=user, at=at, caller_phone=phone, hotline=earlier.hotline, direction=Direction.OUTBOUND
        )

    if running:
        messages.info(request, _("This call is still open. End it with a disposition, then the next one can begin."))
        return SeeOther(reverse("desk:call", args=[running.number]))
    call, _new = once(scope=f"call:{user.pk}", key=key, model=Call, make=begin, at=at)
    return SeeOther(back_to(request, reverse("desk:call", args=[call.number])))


@require_safe
@signed_in
def panel(request: DeskRequest, number: str) -> HttpResponse:
    """The call on a page of its own, docked as everywhere. A finished one shows its summary."""
    call = _call(request, number)
    if call.state == CallState.DONE:
        return redirect("desk:call_summary", number)
    return _page(request, {"call": panel_of(call, staff(request), at=request.at)})


@posted_to_call
def take(request: DeskRequest, number: str) -> HttpResponse:
    """Take a ringing call."""
    call = services.take_call(call=_call(request, number), by=staff(request), at=request.at)
    return SeeOther(back_to(request, reverse("desk:call", args=[call.number])))


@posted_to_call
def end(request: DeskRequest, number: str) -> HttpResponse:
    """The line is down; wrap-up begins."""
    call = _call(request, number)
    services.end_call(call=call, by=staff(request), at=request.at)
    return _answer(request, call, ["call-who"], form=CallForm(request.POST, call=call))


@posted_to_call
def check(request: DeskRequest, number: str) -> HttpResponse:
    """What the caller says against what is stored: match or no match, nothing else."""
    call = _call(request, number)
    form = CallForm(request.POST, call=call)
    email, last4 = form.typed("check_email"), form.typed("check_last4")
    try:
        result = services.check_caller(call=call, email=email, last4=last4, by=staff(request), at=request.at)
    except (InvalidInput, TooMany) as refusal:
        form.refuse_check(refusal)
        return _answer(request, call, ["call-identity"], form=form, status=refusal.status)
    parts = ["call-identity", "call-match"]
    if result.matched:
        call.refresh_from_db()
        form = CallForm(request.POST.dict() | {"language": call.language}, call=call)
        parts += ["call-number", "call-contact", "call-promise"]
    return _answer(request, call, parts, form=form, outcome="match" if result.matched else "no_match")


@posted_to_call
def read_back(request: DeskRequest, number: str) -> HttpResponse:
    """The number was read out and repeated."""
    call = _call(request, number)
    services.mark_read_back(call=call, by=staff(request), at=request.at)
    return _answer(request, call, ["call-number"], form=CallForm(request.POST, call=call))


@posted_to_call
def classify(request: DeskRequest, number: str) -> HttpResponse:
    """What becomes clear while talking: the caller's number and language, category and topic, the ticket it belongs to."""
    call, user = _call(request, number), staff(request)
    form = CallForm(request.POST, call=call)
    phone, first = form.typed("caller_phone").strip(), request.htmx.target or ""
    try:
        if phone and first in {"", "call-match"}:
            call = services.learn_caller(call=call, caller_phone=phone, by=user, at=request.at, region=REGION)
            form = CallForm(request.POST.dict() | {"language": call.language}, call=call)
        if form.door:
            topic = form.playbook.key if form.playbook else ""
            language = form.typed("language")
            services.classify_call(call=call, category=form.door, topic=topic, language=language, by=user)
    except (InvalidInput, TooMany) as refusal:
        form.refuse(refusal, otherwise="caller_phone")
        return _answer(request, call, ["call-match"], form=form, status=refusal.status)
    first = first if first in PARTS else "call-playbook"
    beside = {"call-playbook": ["call-promise"], "call-match": ["call-number", "call-promise"]}.get(first, [])
    return _answer(request, call, [first, *beside], form=form.with_ticket(request.POST.get("add_to", "")))


@posted_to_call
def field(request: DeskRequest, number: str) -> HttpResponse:
    """One field of the playbook as typed so far: a note that it is right, or the repair, and beside the label its mark."""
    form = CallForm(request.POST, call=_call(request, number))
    field = field_of(form, request.POST.get("field", ""))
    answer = answer_of(form, field, at=request.at)
    words = {"answer": answer, "mark": f"{form[ANSWER + field.key].auto_id}_mark"}
    return render(request, "desk/_call_panel_answer.html", words, status=InvalidInput.status if answer.wrong else 200)


@posted_to_call
def finish(request: DeskRequest, number: str) -> HttpResponse:
    """End it with its disposition. What does not fit is said at its field, and all that was typed stays."""
    call = _call(request, number)
    form = CallForm(request.POST, call=call)
    if not form.is_valid():
        return _answer(request, call, ["call-foot"], form=form, status=InvalidInput.status)
    try:
        services.finish_call(call=call, wrap_up=form.wrap_up(), by=staff(request), at=request.at)
    except (InvalidInput, Conflict) as refusal:
        form.refuse(refusal)
        return _answer(request, call, ["call-foot"], form=form, status=refusal.status)
    return SeeOther(reverse("desk:call_summary", args=[number]))


@require_safe
@signed_in
def summary(request: DeskRequest, number: str) -> HttpResponse:
    """What came of it, ready to be read out."""
    call = _call(request, number)
    if call.state not in {CallState.DONE, CallState.MISSED}:
        return redirect("desk:call", number)
    return render(request, "desk/call_summary.html", {"done": summary_of(call, staff(request), at=request.at)})


@posted_to_call
def handled(request: DeskRequest, number: str) -> HttpResponse:
    """A missed call was called back, a promised call-back was made."""
    services.mark_handled(call=_call(request, number), by=staff(request), at=request.at)
    messages.success(request, _("Marked as done."))
    return SeeOther(back_to(request, reverse("desk:calls", args=["missed"])))


@require_safe
def ringing(request: DeskRequest) -> HttpResponse:
    """What rings now, and the panel when a call was answered by the PBX. 204 while nothing changed; ends with the session."""
    if not isinstance(request.user, User):
        return HttpResponse(status=286)
    present = present_calls(request.user)
    seen = request.GET.get("seen", "")
    if present.signature == seen:
        return HttpResponse(status=204)
    running = present.running
    back = request.htmx.current_url_abs_path or reverse("desk:home")
    context = {"ring": ringing_of(present, back=back), "new_call": False, "moved": False}
    if running:
        before, _sep, state = seen.partition(".")[0].partition("-")
        context["new_call"] = before != str(running.pk)
        context["moved"] = not context["new_call"] and state != running.state
    return render(request, "desk/_ringing.html", context)
