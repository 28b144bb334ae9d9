"""One complaint: each view is one verb. Agents find nothing here."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from complaints.models import Complaint, Letter
from complaints.pdf import letter_pdf as pdf_of
from complaints.policies import complaints_visible_to, officers
from complaints.profiles import end_of_day
from complaints.services import (
    Ruling,
    add_point,
    admit_complaint,
    answer_point,
    assign_handler,
    change_profile,
    decide_complaint,
    mark_sent,
    refuse_complaint,
    reword_point,
    send_late_notice,
    strike_point,
)
from complaints.wording import blocks_of
from console.access import DeskRequest, posted_to_complaint, signed_in, staff
from console.complaint_page import context
from console.forms.complaints import (
    AdmitForm,
    AnswerForm,
    DecideForm,
    HandlerForm,
    LateForm,
    PointForm,
    ProfileForm,
    RefuseForm,
    RewordForm,
    SentForm,
)
from console.views.answers import see_other
from core.errors import DomainError, NotFound
from core.refusals import add_refusal


def _found(request: DeskRequest, number: str) -> tuple[User, Complaint]:
    user = staff(request)
    seen = complaints_visible_to(user).select_related("ticket__assignee", "ticket__team", "ticket__customer")
    complaint = seen.filter(number=number).first()
    if complaint is None:
        raise NotFound
    return user, complaint


@signed_in
@require_safe
def complaint(request: DeskRequest, number: str) -> HttpResponse:
    """What the customer says, point by point, beside what was promised, said and written."""
    user, found = _found(request, number)
    return render(request, "desk/complaint.html", context(found, user, at=request.at))


def _do(
    request: DeskRequest, found: Complaint, name: str, form: Form, run: Callable[[], object], *, anchor: str = ""
) -> HttpResponse:
    """Run the verb for a form that can be read; a refusal comes back to where it was typed."""
    status = 422
    if form.is_valid():
        try:
            run()
        except DomainError as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            return see_other(reverse("desk:complaint", args=[found.number]) + (f"#{anchor}" if anchor else ""))
    user, found = _found(request, found.number)
    words = context(found, user, at=request.at, forms={name: form})
    return render(request, "desk/complaint.html", words, status=status)


@posted_to_complaint
def handler(request: DeskRequest, number: str) -> HttpResponse:
    """Give it to another officer."""
    user, found = _found(request, number)
    form = HandlerForm(request.POST, officers=officers())
    run = lambda: assign_handler(complaint=found, to=form.cleaned_data["to"], by=user, at=request.at)  # noqa: E731 - read once, beside its form
    return _do(request, found, "handler_form", form, run)


@posted_to_complaint
def admit(request: DeskRequest, number: str) -> HttpResponse:
    """Look into it, by these rules."""
    user, found = _found(request, number)
    form = AdmitForm(request.POST)
    run = lambda: admit_complaint(complaint=found, profile=form.cleaned_data["profile"], by=user, at=request.at)  # noqa: E731 - as above
    return _do(request, found, "admit_form", form, run)


@posted_to_complaint
def refuse(request: DeskRequest, number: str) -> HttpResponse:
    """Do not look into it, and say why."""
    user, found = _found(request, number)
    form = RefuseForm(request.POST)
    run = lambda: refuse_complaint(complaint=found, by=user, at=request.at, **form.cleaned_data)  # noqa: E731 - as above
    return _do(request, found, "refuse_form", form, run, anchor="letters")


@posted_to_complaint
def profile(request: DeskRequest, number: str) -> HttpResponse:
    """Other rules apply."""
    user, found = _found(request, number)
    form = ProfileForm(request.POST)
    run = lambda: change_profile(complaint=found, profile=form.cleaned_data["profile"], by=user, at=request.at)  # noqa: E731 - as above
    return _do(request, found, "profile_form", form, run, anchor="dates")


@posted_to_complaint
def point_add(request: DeskRequest, number: str) -> HttpResponse:
    """One more point."""
    user, found = _found(request, number)
    form = PointForm(request.POST)
    run = lambda: add_point(complaint=found, text=form.cleaned_data["text"], by=user, at=request.at)  # noqa: E731 - as above
    return _do(request, found, "point_form", form, run, anchor="points")


def _place(request: DeskRequest) -> str:
    """Which point a form is about, for its name and ids; the form itself checks it."""
    return "".join(sign for sign in request.POST.get("position", "")[:4] if sign.isdecimal())


@posted_to_complaint
def point_reword(request: DeskRequest, number: str) -> HttpResponse:
    """Other words for a point."""
    user, found = _found(request, number)
    place = _place(request)
    form = RewordForm(request.POST, auto_id=f"reword-{place}-%s")
    run = lambda: reword_point(complaint=found, by=user, at=request.at, **form.cleaned_data)  # noqa: E731 - as above
    return _do(request, found, f"reword-{place}", form, run, anchor=f"point-{place}")


@posted_to_complaint
def point_strike(request: DeskRequest, number: str) -> HttpResponse:
    """Not a point of its own."""
    user, found = _found(request, number)
    place = _place(request)
    strike_point(complaint=found, position=int(place or 0), by=user, at=request.at)
    return see_other(reverse("desk:complaint", args=[number]) + "#points")


@posted_to_complaint
def point_answer(request: DeskRequest, number: str) -> HttpResponse:
    """Our answer to one point."""
    user, found = _found(request, number)
    place = _place(request)
    form = AnswerForm(request.POST, auto_id=f"answer-{place}-%s")
    run = lambda: answer_point(complaint=found, by=user, at=request.at, **form.cleaned_data)  # noqa: E731 - as above
    return _do(request, found, f"answer-{place}", form, run, anchor=f"point-{place}")


@posted_to_complaint
def late(request: DeskRequest, number: str) -> HttpResponse:
    """Tell the customer that it takes longer."""
    user, found = _found(request, number)
    form = LateForm(request.POST)

    def run() -> object:
        until = end_of_day(form.cleaned_data["until"], found.rules)
        return send_late_notice(
            complaint=found, reasons=form.cleaned_data["reasons"], until=until, by=user, at=request.at
        )

    return _do(request, found, "late_form", form, run, anchor="letters")


@posted_to_complaint
def sent(request: DeskRequest, number: str) -> HttpResponse:
    """A letter went by other means than mail."""
    user, found = _found(request, number)
    letter = found.letters.filter(pk=_number(request.POST.get("letter", ""))).first()
    if letter is None:
        raise NotFound
    form = SentForm(request.POST, auto_id=f"sent-{letter.pk}-%s")
    run = lambda: mark_sent(letter=letter, way=form.cleaned_data["way"], by=user, at=request.at)  # noqa: E731 - as above
    return _do(request, found, f"sent-{letter.pk}", form, run, anchor="letters")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@posted_to_complaint
def decide(request: DeskRequest, number: str) -> HttpResponse:
    """Decide it with reasons and remedy."""
    user, found = _found(request, number)
    form = DecideForm(request.POST)

    def run() -> object:
        typed = form.cleaned_data
        ruling = Ruling(typed["outcome"], typed["decision"], typed["remedies"], typed["amount"], typed["asset"])
        decided = decide_complaint(complaint=found, ruling=ruling, by=user, at=request.at)
        messages.success(request, _("Decided. The customer is told."), extra_tags=f"clear={user.pk}:{number}")
        return decided

    return _do(request, found, "decide_form", form, run)


def _letter(request: DeskRequest, number: str, pk: int) -> tuple[Complaint, Letter]:
    _user, found = _found(request, number)
    letter = found.letters.select_related("complaint").filter(pk=pk, released_at__isnull=False).first()
    if letter is None:
        raise NotFound
    return found, letter


@signed_in
@require_safe
def letter(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    """One letter as it was written."""
    found, shown = _letter(request, number, pk)
    words = {"complaint": found, "letter": shown, "blocks": blocks_of(shown.content)}
    return render(request, "desk/complaint_letter.html", words)


@signed_in
@require_safe
def letter_pdf(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    """The same letter on paper."""
    _found_one, shown = _letter(request, number, pk)
    response = HttpResponse(pdf_of(shown), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{shown.complaint.number}-{shown.kind}.pdf"'
    return response
