"""Policies in their order: which one wins, edits with a preview, moves, retirement, re-basing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from console import policy_page
from console.access import DeskRequest, signed_in, staff
from console.forms.promises import PolicyForm
from console.views.answers import see_other
from core.errors import Conflict, DomainError, InvalidInput, NotFound
from sla.models import Policy, PolicyVersion
from sla.permissions import may_read_promises, require_editor
from sla.services.policies import current_versions
from sla.services.policy_order import create_policy, move_policy, reinstate_policy, retire_policy, usual_place
from sla.services.preview import Change
from sla.services.publishing import require_catch_all_besides, revise_policy
from sla.services.rebase import order_policy_rebase
from sla.services.setups import Setup


def reader(request: DeskRequest) -> User:
    """Somebody who may see what the desk promises."""
    user = staff(request)
    if not may_read_promises(user):
        raise NotFound
    return user


def editor(request: DeskRequest) -> User:
    """Somebody who may change it."""
    user = reader(request)
    require_editor(user)
    return user


@signed_in
@require_safe
def policies(request: DeskRequest) -> HttpResponse:
    """All policies in the order in which they are asked, and which one would win."""
    return render(request, "desk/policies.html", policy_page.policies_page(reader(request), request.GET))


def _found(pk: int) -> tuple[Policy, PolicyVersion]:
    versions = PolicyVersion.objects.select_related("policy", "calendar").filter(policy=pk)
    version = versions.order_by("-version").first()
    if version is None:
        raise NotFound
    return version.policy, version


# One policy


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: DeskRequest, pk: int) -> HttpResponse:
    """What it says, what another version would mean, and its history."""
    user = reader(request)
    found, version = _found(pk)
    shown, calendars = PolicyForm.shown(version), policy_page.calendars()
    page = policy_page.policy_page(user, found, version)
    if request.method != "POST":
        return _page(request, PolicyForm(initial=shown, calendars=calendars), version, page)
    form = PolicyForm(request.POST, initial=shown, calendars=calendars)
    require_editor(user)
    if not form.is_valid():
        return _page(request, form, version, page, status=422)
    draft = form.terms().version(found, version.version + 1, at=request.at)
    try:
        if _wants_preview(request, form):
            if not form.terms().catch_all:
                require_catch_all_besides(found)
            return _preview(request, form, draft, page)
        return _revise(request, user, form, found)
    except DomainError as refusal:
        return _refused(request, form, refusal, page)


def _wants_preview(request: DeskRequest, form: PolicyForm) -> bool:
    """Nothing is published that was not looked at as it is."""
    return request.POST.get("action") != "publish" or not form.looked_at()


def _revise(request: DeskRequest, user: User, form: PolicyForm, found: Policy) -> HttpResponse:
    seen = form.cleaned_data["seen"]
    version = revise_policy(policy=found, terms=form.terms(), seen_version=seen, by=user, at=request.at)
    return _published(request, user, form, version)


def _published(request: DeskRequest, user: User, form: PolicyForm, version: PolicyVersion) -> HttpResponse:
    facts = {"name": version.policy.name, "version": version.version}
    if form.cleaned_data["running"] == "rebase":
        order_policy_rebase(policy=version.policy, by=user, at=request.at)
        messages.success(
            request, _("“%(name)s” version %(version)s is published; running promises are being re-based.") % facts
        )
    else:
        messages.success(
            request, _("“%(name)s” version %(version)s is published. Running promises keep theirs.") % facts
        )
    return see_other(reverse("desk:policy", args=[version.policy_id]))


def _page(
    request: DeskRequest,
    form: PolicyForm,
    draft: PolicyVersion | None,
    page: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    words = page | policy_page.draft_page(form, draft, at=request.at)
    return render(request, "desk/policy.html", words, status=status)


def _preview(request: DeskRequest, form: PolicyForm, draft: PolicyVersion, page: dict[str, Any]) -> HttpResponse:
    """What was typed, tried, and what it would do; the button there publishes exactly this."""
    form.terms().check(policy_page.newest_hours(draft.calendar_id).hours(), at=request.at)
    stale = request.POST.get("action") == "publish"
    form.again(previewed=form.digest())
    change = policy_page.policy_change(draft, place=form.cleaned_data.get("place", 0))
    effect = policy_page.effect(change, at=request.at)
    before = page.get("version")
    changed = policy_page.changed(before, draft) if before else []
    return _page(request, form, draft, page | {"effect": effect, "changed": changed, "stale": stale})


def _refused(request: DeskRequest, form: PolicyForm, refusal: DomainError, page: dict[str, Any]) -> HttpResponse:
    """The page again with what was typed; who was overtaken sees by what, and looks before publishing on top of it."""
    form.refuse(refusal)
    more: dict[str, Any] = {}
    if isinstance(refusal, Conflict):
        last: PolicyVersion = page["version"]
        more["overtaken"] = policy_page.overtaken(page["policy"], form.cleaned_data["seen"], last)
        form.again(seen=last.version, previewed="")
    return _page(request, form, page.get("version"), page | more, status=refusal.status)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def policy_new(request: DeskRequest) -> HttpResponse:
    """A policy that there was not yet."""
    user, page = editor(request), {"editable": True, "may_edit": True}
    asked = list(current_versions().select_related("calendar"))
    known: dict[str, Any] = {"calendars": policy_page.calendars(), "before": [each.policy.name for each in asked]}
    if request.method != "POST":
        usual = PolicyForm.shown(asked[-1]) if asked else {}
        form = PolicyForm(initial=usual | {"place": usual_place(), "seen": 0}, **known)
        return _page(request, form, None, page)
    form = PolicyForm(request.POST, **known)
    if not form.is_valid():
        return _page(request, form, None, page, status=422)
    typed = form.cleaned_data
    try:
        if _wants_preview(request, form):
            draft = form.terms().version(Policy(name=typed["name"]), 1, at=request.at)
            return _preview(request, form, draft, page)
        made = create_policy(name=typed["name"], terms=form.terms(), place=typed["place"], by=user, at=request.at)
        return _published(request, user, form, made)
    except DomainError as refusal:
        return _refused(request, form, refusal, page)


# Order and use


@signed_in
@require_POST
def policy_move(request: DeskRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    user = editor(request)
    found, _version = _found(pk)
    seen = request.POST.get("seen", "")
    places = -1 if request.POST.get("to") == "up" else 1
    place = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0
    try:
        move_policy(policy=found, places=places, seen_place=place, by=user, at=request.at)
    except Conflict as refusal:  # the list shows the order as it is now
        messages.warning(request, str(refusal.sentence))
    else:
        messages.success(
            request, _("“%(name)s” is moved. Promises that run already keep theirs.") % {"name": found.name}
        )
    return see_other(reverse("desk:policies"))


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def policy_retire(request: DeskRequest, pk: int) -> HttpResponse:
    """Asks first; the button there does it."""
    user = editor(request)
    found, version = _found(pk)
    if request.method == "POST":
        retire_policy(policy=found, by=user, at=request.at)
        messages.success(request, _("“%(name)s” is retired and asked no more.") % {"name": found.name})
        return see_other(reverse("desk:policies"))
    if found.retired_at:
        return see_other(reverse("desk:policy", args=[pk]))
    words: dict[str, Any] = {"policy": found, "heirs": policy_page.heirs(version), "runs": policy_page.runs(found)}
    try:
        require_catch_all_besides(found)
    except InvalidInput as refusal:
        words["locked"] = refusal.sentence
    return render(request, "desk/policy_retire.html", words)


@signed_in
@require_POST
def policy_reinstate(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a retired policy back into use."""
    user = editor(request)
    found, _version = _found(pk)
    reinstate_policy(policy=found, by=user, at=request.at)
    messages.success(request, _("“%(name)s” is asked again.") % {"name": found.name})
    return see_other(reverse("desk:policies"))


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def policy_rebase(request: DeskRequest, pk: int) -> HttpResponse:
    """What re-basing the running promises would do now; the button there orders it."""
    user = editor(request)
    found, version = _found(pk)
    if request.method == "POST":
        order_policy_rebase(policy=found, by=user, at=request.at)
        messages.success(request, _("The running promises are being re-based; the history tells how many moved."))
        return see_other(reverse("desk:policy", args=[pk]))
    effect = policy_page.effect(Change.of_policy(Setup.present(), pk), at=request.at)
    words = {"title": found.name, "effect": effect, "back_url": reverse("desk:policy", args=[pk]), "version": version}
    return render(request, "desk/policy_rebase.html", words)
