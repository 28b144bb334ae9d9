"""What pretends to be us: reports that wait, the list of known fakes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from channels.directory import services
from channels.directory.models import FakeReport, KnownFake
from channels.directory.policies import may_publish, require_publisher
from console import official_page
from console.access import DeskRequest, posted_to_fakes, signed_in, staff
from console.forms.official import FakeForm, RemoveForm
from console.paging import by_moment
from console.views.answers import see_other
from core.errors import DomainError, NotFound
from core.refusals import add_refusal

MOST_REPORTS = 50


@signed_in
@never_cache
@require_safe
def fakes(request: DeskRequest) -> HttpResponse:
    """The list, the last confirmed first; for who leads the reports above it."""
    return _page(request, FakeForm())


def _page(request: DeskRequest, form: FakeForm, *, status: int = 200) -> HttpResponse:
    user = staff(request)
    seen = KnownFake.objects.visible_to(user).select_related("confirmed_by", "removed_by", "ticket")
    page = by_moment(seen, "confirmed_at", request.GET.get("after", ""), newest_first=True)
    leads = may_publish(user)
    reports = FakeReport.objects.waiting(user)[:MOST_REPORTS] if leads else []
    context = {
        "form": form,
        "page": page,
        "publishes": leads,
        "rows": [
            {"fake": each, "remove_form": RemoveForm(pk=each.pk), **official_page.what(each.kind, each.value)}
            for each in page.rows
        ],
        "reports": [_report_row(each) for each in reports],
    }
    return render(request, "desk/official_fakes.html", context, status=status)


def _report_row(report: FakeReport) -> dict[str, Any]:
    about = official_page.what(report.kind, report.value or report.pasted)
    initial = {"kind": report.kind, "value": about["value"]}
    return {"report": report, "form": FakeForm(initial=initial, pk=report.pk), **about}


@posted_to_fakes
def add(request: DeskRequest) -> HttpResponse:
    """Onto the list, without a report."""
    return _confirmed(request, require_publisher(staff(request)), None)


@posted_to_fakes
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """A report is right."""
    user = require_publisher(staff(request))
    return _confirmed(request, user, _report(user, pk))


def _report(user: User, pk: int) -> FakeReport:
    found = FakeReport.objects.waiting(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _confirmed(request: DeskRequest, user: User, report: FakeReport | None) -> HttpResponse:
    form = FakeForm(request.POST)
    if form.is_valid():
        try:
            services.confirm_fake(**form.cleaned_data, by=user, at=request.at, report=report)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("On the list. Whoever asks is warned from now on."))
            return see_other(reverse("desk:official_fakes"))
    return _page(request, form, status=422)


@posted_to_fakes
def dismiss(request: DeskRequest, pk: int) -> HttpResponse:
    """A report that the list cannot help with."""
    user = require_publisher(staff(request))
    services.dismiss_report(report=_report(user, pk), by=user, at=request.at)
    messages.success(request, _("Done. Its ticket goes on as before."))
    return see_other(reverse("desk:official_fakes"))


@posted_to_fakes
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Off the list, with the reason."""
    user, form = require_publisher(staff(request)), RemoveForm(request.POST)
    found = KnownFake.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.remove_fake(fake=found, reason=reason, by=user, at=request.at)
    messages.success(request, _("Off the list."))
    return see_other(reverse("desk:official_fakes"))
