"""Beside the cases: figures, the lists of causes, and the actions that one owns."""

import csv
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.models import User
from console import review_list
from console.access import DeskRequest, posted_to_actions, posted_to_causes, signed_in, staff
from console.forms.reviews import CauseForm, PeriodForm, RenameForm
from console.review_words import cases_url, date_words, day_words, days_words, named
from console.views.answers import see_other
from core.errors import DomainError, InvalidInput, NotFound
from core.refusals import add_refusal
from sla.models import BreachReview, CauseKind, ReviewCause
from sla.reviews.figures import Figures, Line, figures
from sla.reviews.selectors import own_actions
from sla.services.reviews import add_cause, finish_action, rename_cause, restore_cause, retire_cause

USUAL_PERIOD = timedelta(days=29)


@signed_in
@require_safe
def review_figures(request: DeskRequest) -> HttpResponse:
    """Missed promises of a period by cause and by team."""
    user = staff(request)
    form = _period(request.GET, request.at)
    found = _figures(form, user)
    shown = _shown(found) if found else {}
    words = {
        "form": form,
        "figures": found,
        "tabs": review_list.tabs(user, "figures"),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/review_figures.html", words | shown, status=200 if found else 422)


@signed_in
@require_safe
def review_figures_csv(request: DeskRequest) -> HttpResponse:
    """The same as a file. Raises InvalidInput for a period that the page would refuse."""
    found = _figures(_period(request.GET, request.at), staff(request))
    if found is None:
        raise InvalidInput
    name = f"reviews-{found.since}-{found.until}.csv"
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    answer.write("\ufeff")  # without it Excel reads Chinese as something else
    writer = csv.writer(answer)
    told = [_("Customer told"), _("Fault of the clock"), _("Median days to close")]
    counts = [pgettext("promises", "Missed"), _("Cases closed"), *told]
    writer.writerow([_("List"), pgettext("figures", "Name"), *counts])
    writer.writerows(_csv_row(_("Cause"), each, _("not reviewed yet")) for each in found.causes)
    writer.writerows(_csv_row(_("Team"), each, _("no team")) for each in found.teams)
    writer.writerow(_csv_row(_("All"), found.total, ""))
    return answer


def _csv_row(group: str, line: Line, unnamed: str) -> list[str | int]:
    days = f"{line.median / timedelta(days=1):.2f}" if line.median is not None else ""
    return [
        group,
        _plain(named(line.name, line.name_zh) or unnamed),
        line.missed,
        line.closed,
        line.told,
        line.wrong,
        days,
    ]


def _plain(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _period(asked: QueryDict, at: datetime) -> PeriodForm:
    today = timezone.localdate(at)
    usual = {"since": (today - USUAL_PERIOD).isoformat(), "until": today.isoformat()}
    return PeriodForm(usual | {name: value for name, value in asked.items() if name in usual})


def _figures(form: PeriodForm, user: User) -> Figures | None:
    """None for a period that makes no sense: the form says why."""
    if not form.is_valid():
        return None
    try:
        return figures(since=form.cleaned_data["since"], until=form.cleaned_data["until"], by=user)
    except InvalidInput as refusal:
        add_refusal(form, refusal)
        return None


def _shown(found: Figures) -> dict[str, Any]:
    most = max([each.missed for each in (*found.causes, *found.teams)], default=0) or 1
    return {
        "period": _("%(first)s to %(last)s") % {"first": date_words(found.since), "last": date_words(found.until)},
        "causes": [_row(each, "cause", found, most) for each in found.causes],
        "teams": [_row(each, "team", found, most) for each in found.teams],
        "total": _row(found.total, "", found, most),
    }


def _row(line: Line, by: str, found: Figures, most: int) -> dict[str, Any]:
    known = by and line.key and line.missed
    return {
        "line": line,
        "name": named(line.name, line.name_zh),
        "median": days_words(line.median),
        "share": round(line.missed * 100 / most, 1),
        "url": cases_url({by: line.key}, since=found.since, until=found.until) if known else "",
    }


@signed_in
@require_safe
def review_causes(request: DeskRequest) -> HttpResponse:
    """Both lists with their forms."""
    return _causes(request)


def _causes(
    request: DeskRequest, *, form: Form | None = None, renaming: Form | None = None, pk: int = 0, status: int = 200
) -> HttpResponse:
    user = _keeper(request)
    known = list(ReviewCause.objects.all())
    lists = [
        {
            "label": kind.label,
            "rows": [
                {
                    "cause": each,
                    "form": renaming if renaming and each.pk == pk else RenameForm(cause=each),
                    "open": each.pk == pk,
                }
                for each in known
                if each.kind == kind.value
            ],
        }
        for kind in CauseKind
    ]
    words = {"lists": lists, "form": form or CauseForm(), "tabs": review_list.tabs(user, "causes")}
    return render(request, "desk/review_causes.html", words, status=status)


def _keeper(request: DeskRequest) -> User:
    user = staff(request)
    if not user.leads_people:
        raise NotFound
    return user


def _cause(pk: int) -> ReviewCause:
    found = ReviewCause.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@posted_to_causes
def cause_add(request: DeskRequest) -> HttpResponse:
    """A new entry."""
    user, form = _keeper(request), CauseForm(request.POST)
    if form.is_valid():
        try:
            add_cause(**form.cleaned_data, by=user, at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Added."))
            return see_other(reverse("desk:review_causes"))
    return _causes(request, form=form, status=422)


@posted_to_causes
def cause_rename(request: DeskRequest, pk: int) -> HttpResponse:
    """The same entry in other words."""
    user, cause = _keeper(request), _cause(pk)
    form = RenameForm(request.POST, cause=cause)
    if form.is_valid():
        try:
            rename_cause(cause=cause, **form.cleaned_data, by=user, at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Renamed."))
            return see_other(reverse("desk:review_causes"))
    return _causes(request, renaming=form, pk=pk, status=422)


@posted_to_causes
def cause_switch(request: DeskRequest, pk: int) -> HttpResponse:
    """Offered or not."""
    user, cause = _keeper(request), _cause(pk)
    if request.POST.get("active") == "1":
        restore_cause(cause=cause, by=user, at=request.at)
        messages.success(request, _("Offered again."))
    else:
        retire_cause(cause=cause, by=user, at=request.at)
        messages.success(request, _("Not offered any more. Old cases keep it."))
    return see_other(reverse("desk:review_causes"))


@signed_in
@require_safe
def actions(request: DeskRequest) -> HttpResponse:
    """What one has to see to after a missed promise: the action and its day, nothing else of the review."""
    user, today = staff(request), timezone.localdate(request.at)
    rows = [_action_row(each, today) for each in own_actions(user)]
    return render(request, "desk/actions.html", {"rows": rows})


def _action_row(review: BreachReview, today: date) -> dict[str, Any]:
    late = bool(review.due_on and review.due_on < today)
    return {"review": review, "due": day_words(review.due_on), "late": late}


@posted_to_actions
def action_done(request: DeskRequest, pk: int) -> HttpResponse:
    """Its owner says so."""
    user = staff(request)
    review = BreachReview.objects.filter(pk=pk, action_owner=user).first()
    if review is None:
        raise NotFound
    finish_action(review=review, by=user, at=request.at)
    messages.success(request, _("The action is marked as done."))
    return see_other(reverse("desk:actions"))
