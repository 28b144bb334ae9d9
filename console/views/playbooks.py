"""Playbooks: the list, one topic with its preview, and going back to what was said before."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from console import playbook_page
from console.access import DeskRequest, posted_to_playbook, signed_in, staff
from console.forms.playbooks import RestoreForm, TopicForm
from console.views.answers import see_other
from core.errors import DomainError, NotFound
from core.refusals import add_refusal
from tickets.playbooks import PLAYBOOKS, Topic
from tickets.services import publish_topic, restore_topic
from tickets.services.wording import require_wording
from tickets.topics import in_force, said


def _writer(request: DeskRequest) -> User:
    user = staff(request)
    require_wording(user)
    return user


def _found(key: str) -> Topic:
    topic = in_force().get(key)
    if topic is None:
        raise NotFound
    return topic


@signed_in
@require_safe
def playbooks(request: DeskRequest) -> HttpResponse:
    """All topics by category, in the order in which they are offered."""
    _writer(request)
    sections = playbook_page.sections(at=request.at)
    return render(request, "desk/playbooks.html", {"sections": sections, "days": playbook_page.DAYS})


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def playbook(request: DeskRequest, key: str) -> HttpResponse:
    """What a topic says. The button “preview” shows what is typed and keeps nothing."""
    user, topic = _writer(request), _found(key)
    if request.method != "POST":
        return _page(request, topic)
    form = TopicForm(request.POST, topic=topic)
    if not form.is_valid():
        return _page(request, topic, form=form, status=422)
    if "preview" in request.POST:
        return _page(request, topic, form=form, shown=said(PLAYBOOKS[key], form.as_said(topic)))
    try:
        seen = form.cleaned_data["version"]
        made = publish_topic(key=key, draft=form.draft(), seen_version=seen, by=user, at=request.at)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return _page(request, topic, form=form, status=refusal.status)
    words = _("Said from now on, on every call and page.") if made else _("It says this already: nothing was written.")
    messages.success(request, words, extra_tags=_draft_key(user, key))
    return see_other(reverse("desk:playbook", args=[key]))


def _draft_key(user: User, key: str) -> str:
    return f"{user.pk}:playbook-{key}"


def _page(
    request: DeskRequest,
    topic: Topic,
    *,
    form: TopicForm | None = None,
    shown: Topic | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = playbook_page.context(topic, shown=shown)
    form = form or TopicForm(topic=topic, initial=TopicForm.shown(topic, context["version"]))
    context |= {"form": form, "tried": shown is not None, "draft_key": _draft_key(staff(request), topic.key)}
    return render(request, "desk/playbook.html", context | more, status=status)


@posted_to_playbook
def restore(request: DeskRequest, key: str) -> HttpResponse:
    """Say again what an earlier version said, or the code."""
    user, topic = _writer(request), _found(key)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        return _page(request, topic, refused=_("Say why, please."), status=422)
    try:
        made = restore_topic(key=key, **form.cleaned_data, by=user, at=request.at)
    except DomainError as refusal:
        sentence = " ".join(str(each) for each in (refusal.fields.values() or [refusal.sentence]))
        return _page(request, topic, refused=sentence, status=refusal.status)
    words = _("Said again from now on.") if made else _("It says this already: nothing was written.")
    messages.success(request, words)
    return see_other(reverse("desk:playbook", args=[key]))
