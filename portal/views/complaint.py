"""What a visitor can do about a complaint: make it, add to it, take it back, contest how it ended, read our letters."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from complaints.models import LIVE, Complaint, Letter
from complaints.pdf import letter_pdf as pdf_of
from complaints.services import complain, contest_complaint, withdraw_complaint
from complaints.wording import blocks_of
from core.errors import DomainError, NotFound
from core.refusals import add_refusal
from incidents.models import Incident
from portal.complaint_page import live_complaint, newest_complaint
from portal.forms.complaint import ComplaintForm, ContestForm
from portal.views.pages import for_visitors, see_other
from portal.visits import Visit, leave_note


@for_visitors(post_only=False)
def complaint(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """A complaint proper: at any time, free, without a code, in any language. The same words twice are one complaint."""
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            complain(ticket=visit.ticket, account=form.account(), by=visit.ticket.customer, at=at)
        except DomainError as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            leave_note(request, "complained")
            return see_other("portal:status", anchor="escalate")
    present = Complaint.objects.filter(ticket=visit.ticket, state__in=LIVE).first()
    draft = f"status:{visit.ticket.number[-4:]}:complaint"
    running = list(Incident.objects.running().of_ticket(visit.ticket))
    words = {"ticket": visit.ticket, "present": present, "draft": draft, "form": form, "incidents": running}
    return render(request, "portal/complaint.html", words, status=status)


@for_visitors(proven=True, post_only=False)
def withdraw(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """First asked, then done: withdrawing ends our work on it."""
    found = newest_complaint(visit) if request.method == "POST" else live_complaint(visit)
    if request.method == "POST":
        withdraw_complaint(complaint=found, by=visit.ticket.customer, at=at)
        leave_note(request, "withdrawn")
        return see_other("portal:status", anchor="escalate")
    return render(request, "portal/complaint_withdraw.html", {"ticket": visit.ticket, "complaint": found})


@for_visitors(proven=True, post_only=False)
def contest(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """Once, with new facts."""
    found = newest_complaint(visit)
    form = ContestForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            contest_complaint(complaint=found, facts=form.cleaned_data["facts"], by=visit.ticket.customer, at=at)
        except DomainError as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            leave_note(request, "contested")
            return see_other("portal:status", anchor="escalate")
    words = {
        "ticket": visit.ticket,
        "complaint": found,
        "form": form,
        "draft": f"status:{visit.ticket.number[-4:]}:contest",
    }
    return render(request, "portal/complaint_contest.html", words, status=status)


def _letter(visit: Visit, pk: int) -> Letter:
    released = Letter.objects.select_related("complaint").filter(released_at__isnull=False)
    found = released.filter(pk=pk, complaint__ticket=visit.ticket).first()
    if found is None:
        raise NotFound
    return found


@for_visitors(proven=True, post_only=False)
def letter(request: HttpRequest, visit: Visit, at: datetime, pk: int) -> HttpResponse:  # noqa: ARG001 - one signature for all
    """One letter of ours, as it was written."""
    found = _letter(visit, pk)
    return render(request, "portal/letter.html", {"letter": found, "blocks": blocks_of(found.content)})


@for_visitors(proven=True, post_only=False)
def letter_pdf(request: HttpRequest, visit: Visit, at: datetime, pk: int) -> HttpResponse:  # noqa: ARG001 - as above
    """The same letter to keep."""
    found = _letter(visit, pk)
    response = HttpResponse(pdf_of(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.complaint.number}-{found.kind}.pdf"'
    return response
