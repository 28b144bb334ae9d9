"""The directory of official channels at the desk: what is published, proposing, and the second person's decision."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from channels.directory import services
from channels.directory.models import ChannelChange, OfficialChannel
from channels.directory.policies import may_publish, require_publisher
from console import official_page
from console.access import DeskRequest, posted_to_official, posted_to_official_change, signed_in, staff
from console.forms.official import EntryForm, RefuseForm, RetireForm, WaitForm
from console.paging import by_moment
from console.views.answers import see_other
from core.errors import DomainError, NotFound
from core.refusals import add_refusal
from core.zones import zone_names


@signed_in
@require_safe
def official(request: DeskRequest) -> HttpResponse:
    """What is published, and what waits for a second person."""
    user = staff(request)
    seen = OfficialChannel.objects.visible_to(user).published()
    waiting = ChannelChange.objects.visible_to(user).open().select_related("proposed_by").order_by("proposed_at")
    context = {
        "rows": [official_page.channel_row(each, request.at) for each in seen],
        "waiting": [official_page.change_row(each) for each in waiting],
        "publishes": may_publish(user),
    }
    return render(request, "desk/official.html", context)


@signed_in
@require_safe
def changes(request: DeskRequest) -> HttpResponse:
    """All that was proposed and decided, the newest first."""
    user = require_publisher(staff(request))
    seen = ChannelChange.objects.visible_to(user).select_related("proposed_by", "decided_by")
    page = by_moment(seen, "proposed_at", request.GET.get("after", ""), newest_first=True)
    context = {"rows": [official_page.change_row(each) for each in page.rows], "page": page}
    return render(request, "desk/official_changes.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Propose a new channel."""
    require_publisher(staff(request))
    return _proposing(request, None)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: DeskRequest, pk: int) -> HttpResponse:
    """One of them, how it came to be, and for who leads the form of its next version."""
    user = staff(request)
    found = _channel(user, pk)
    if request.method == "POST":
        require_publisher(user)
    return _proposing(request, found)


def _channel(user: User, pk: int) -> OfficialChannel:
    found = OfficialChannel.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _proposing(request: DeskRequest, found: OfficialChannel | None) -> HttpResponse:
    user, status = staff(request), 200
    form = EntryForm(request.POST if request.method == "POST" else None, initial=EntryForm.of(found) if found else None)
    if form.is_bound:
        status = 422
        try:
            if form.is_valid():
                reason = form.cleaned_data["reason"]
                change = services.propose_channel(
                    entry=form.entry(), reason=reason, by=user, at=request.at, channel=found
                )
                messages.success(request, _("Proposed. Somebody else approves it; until then nothing changes."))
                return see_other(reverse("desk:official_change", args=[change.pk]))
        except DomainError as refusal:
            form.refuse(refusal)
            status = refusal.status
    return _channel_page(request, form, found, status=status)


def _channel_page(
    request: DeskRequest, form: EntryForm, found: OfficialChannel | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "channel": found,
        "row": official_page.channel_row(found, request.at) if found else None,
        "publishes": may_publish(staff(request)),
        "zones": zone_names(),
        "wait_form": WaitForm(initial={"minutes": found.wait_minutes if found else None}),
        "retire_form": RetireForm(),
        "history": official_page.history(found) if found else [],
    }
    return render(request, "desk/official_channel.html", context, status=status)


@posted_to_official
def retire(request: DeskRequest, pk: int) -> HttpResponse:
    """Propose that it is ours no longer."""
    user, form = require_publisher(staff(request)), RetireForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    change = services.propose_retirement(channel=_channel(user, pk), reason=reason, by=user, at=request.at)
    messages.success(request, _("Proposed. Somebody else approves it; until then nothing changes."))
    return see_other(reverse("desk:official_change", args=[change.pk]))


@posted_to_official
def wait(request: DeskRequest, pk: int) -> HttpResponse:
    """How long callers wait now."""
    user, form = require_publisher(staff(request)), WaitForm(request.POST)
    minutes = form.cleaned_data["minutes"] if form.is_valid() else -1
    services.set_wait(channel=_channel(user, pk), minutes=minutes, by=user, at=request.at)
    messages.success(request, _("Visitors read it from now on."))
    return see_other(reverse("desk:official_channel", args=[pk]))


def _change(user: User, pk: int) -> ChannelChange:
    seen = ChannelChange.objects.visible_to(user).select_related("channel", "proposed_by", "decided_by")
    found = seen.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@signed_in
@never_cache
@require_safe
def change(request: DeskRequest, pk: int) -> HttpResponse:
    """What it would change, who proposed it and why; for the second person the decision."""
    return _change_page(request, _change(staff(request), pk), RefuseForm())


def _change_page(request: DeskRequest, found: ChannelChange, form: RefuseForm, *, status: int = 200) -> HttpResponse:
    context = {
        "row": official_page.change_row(found),
        "change": found,
        "differences": official_page.differences(found, official_page.facts_before(found)),
        "refuse_form": form,
        **official_page.rights(staff(request), found),
    }
    return render(request, "desk/official_change.html", context, status=status)


@posted_to_official_change
def approve(request: DeskRequest, pk: int) -> HttpResponse:
    """The second person: it is published."""
    user = staff(request)
    services.approve_change(change=_change(user, pk), by=user, at=request.at)
    messages.success(request, _("Approved. The public reads it from now on."))
    return see_other(reverse("desk:official"))


@posted_to_official_change
def refuse(request: DeskRequest, pk: int) -> HttpResponse:
    """The second person says no, and why."""
    user, form = staff(request), RefuseForm(request.POST)
    found = _change(user, pk)
    if form.is_valid():
        try:
            services.refuse_change(change=found, remark=form.cleaned_data["remark"], by=user, at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Refused. What is published stays as it is."))
            return see_other(reverse("desk:official"))
    return _change_page(request, found, form, status=422)


@posted_to_official_change
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Who proposed it takes it back."""
    user = staff(request)
    services.withdraw_change(change=_change(user, pk), by=user, at=request.at)
    messages.success(request, _("Withdrawn. What is published stays as it is."))
    return see_other(reverse("desk:official"))
