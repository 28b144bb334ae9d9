"""The escalation ladder: its rungs in the order of time, a new one, and the retirement of one."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from console import setup_story, setup_words
from console.access import DeskRequest, signed_in
from console.forms.promises import RungForm
from console.views.answers import see_other
from console.views.promises.policies import editor, reader
from core.durations import hours_words
from core.errors import Conflict, DomainError, NotFound
from outbox.services import fingerprint
from sla.defaults import suggested_rungs
from sla.models import LadderStep, PolicyVersion, PromisedKind
from sla.permissions import may_edit_promises, require_editor
from sla.services.ladder import RUNG, Rung
from sla.services.ladder_edit import RungTerms, add_step, lacking, retire_step
from sla.services.policies import current_versions


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: DeskRequest) -> HttpResponse:
    """All rungs, and a form for a new one."""
    user = reader(request)
    if request.method != "POST":
        return _page(request, RungForm())
    require_editor(user)
    form = RungForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        step = add_step(terms=form.terms(), by=user, at=request.at)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(request, form, status=refusal.status)
    messages.success(request, _("Added: %(rung)s.") % {"rung": setup_words.rung_words(step)})
    return see_other(reverse("desk:ladder"))


def _page(request: DeskRequest, form: RungForm, *, status: int = 200) -> HttpResponse:
    steps = list(LadderStep.objects.filter(retired_at__isnull=True))
    example = current_versions().last()
    words = {
        "form": form,
        "editable": may_edit_promises(reader(request)),
        "rows": rows(steps, example),
        "suggested": _suggested(),
        "without_address": setup_words.without_address(steps),
        "holding_back": setup_words.holding_back(),
        "history": setup_story.ladder_history(),
        "example": _example_words(example),
    }
    return render(request, "desk/ladder.html", words, status=status)


def rows(steps: list[LadderStep], example: PolicyVersion | None) -> list[dict[str, Any]]:
    """The rungs in the order in which the example promise, the first reply of the last policy, would reach them."""
    goal, limit = example.targets(PromisedKind.FIRST_REPLY) if example else (timedelta(days=1), timedelta(days=2))
    reached = {step.pk: Rung(**{name: getattr(step, name) for name in RUNG}).working(goal, limit) for step in steps}
    ordered = sorted(steps, key=lambda each: (reached[each.pk], each.mark, each.pk))
    return [_row(each, reached[each.pk]) for each in ordered]


def _row(step: LadderStep, reached: timedelta) -> dict[str, Any]:
    return {
        "step": step,
        "when": setup_words.rung_words(step),
        "example": _("after %(span)s") % {"span": hours_words(reached)} if reached > timedelta() else "–",
        "scope": setup_words.rung_scope(step),
        "tells": setup_words.rung_tells(step),
        "ways": setup_words.rung_ways(step),
        "does": setup_words.rung_does(step),
    }


def _suggested() -> list[dict[str, Any]]:
    """The rungs of a new desk that this one never had, each with the name under which it can be added."""
    return [
        _row(LadderStep(**asdict(terms)), timedelta())
        | {"key": _key(terms), "fault": " ".join(str(each) for each in terms.faults().values())}
        for terms in lacking(suggested_rungs())
    ]


def _key(terms: RungTerms) -> str:
    return fingerprint(asdict(terms))[:16]


@signed_in
@require_POST
def ladder_suggested(request: DeskRequest) -> HttpResponse:
    """Add one of the rungs that Firstline suggests."""
    user = editor(request)
    key = request.POST.get("rung", "")
    wanted = [terms for terms in lacking(suggested_rungs()) if _key(terms) == key]
    if not wanted:
        raise Conflict(_("The ladder has this rung by now, or Firstline suggests it no longer. Look again."))
    step = add_step(terms=wanted[0], by=user, at=request.at)
    messages.success(request, _("Added: %(rung)s.") % {"rung": setup_words.rung_words(step)})
    return see_other(reverse("desk:ladder"))


def _example_words(example: PolicyVersion | None) -> str:
    if example is None:
        return ""
    goal, limit = example.targets(PromisedKind.FIRST_REPLY)
    return _("Example: the first reply of “%(policy)s”, goal %(goal)s, limit %(limit)s of working time.") % {
        "policy": example.policy.name,
        "goal": hours_words(goal),
        "limit": hours_words(limit),
    }


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ladder_retire(request: DeskRequest, pk: int) -> HttpResponse:
    """Asks first; the button there does it."""
    user = editor(request)
    step = LadderStep.objects.filter(pk=pk).first()
    if step is None:
        raise NotFound
    if request.method == "POST":
        retire_step(step=step, by=user, at=request.at)
        messages.success(request, _("Retired: %(rung)s.") % {"rung": setup_words.rung_words(step)})
        return see_other(reverse("desk:ladder"))
    if step.retired_at:
        return see_other(reverse("desk:ladder"))
    return render(request, "desk/ladder_retire.html", {"row": _row(step, timedelta()), "step": step})
