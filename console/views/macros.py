"""Macros: the list, one of them, and inserting one into an answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.selectors import teams
from console import story
from console.access import DeskRequest, posted_to_macro, posted_to_ticket, signed_in, staff
from console.forms.macros import MacroForm
from console.paging import by_moment
from console.ticket_page import Shown, follow_words
from console.views.answers import saved, see_other
from console.views.tickets import found_ticket, ticket_answer
from core.errors import DomainError, NotFound
from knowledge.articles.models import Article
from knowledge.articles.services import article_words
from knowledge.models import Macro
from knowledge.policies import may_write, require_writer
from knowledge.services import insert_macro, save_macro, switch_macro
from knowledge.variables import VARIABLES
from outbox.models import Event
from tickets.models import Ticket

MOST_EVENTS = 30


def _found(user: User, pk: int) -> Macro:
    found = Macro.objects.visible_to(user).select_related("team").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@signed_in
@require_safe
def macros(request: DeskRequest) -> HttpResponse:
    """All that this person may use, the last changed first."""
    user = staff(request)
    seen = Macro.objects.visible_to(user).select_related("team")
    page = by_moment(seen, "changed_at", request.GET.get("after", ""), newest_first=True)
    rows = [{"macro": each, "then": follow_words(each)} for each in page.rows]
    return render(request, "desk/macros.html", {"rows": rows, "page": page, "writes": may_write(user)})


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def macro_new(request: DeskRequest) -> HttpResponse:
    """A new one."""
    require_writer(staff(request))
    return _written(request, None)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def macro(request: DeskRequest, pk: int) -> HttpResponse:
    """What it says, for who writes them with its form; how it came to be."""
    user = staff(request)
    found = _found(user, pk)
    if request.method == "POST":
        require_writer(user)
    return _written(request, found)


def _written(request: DeskRequest, found: Macro | None) -> HttpResponse:
    user = staff(request)
    initial = MacroForm.shown(found) if found else {}
    form = MacroForm(request.POST if request.method == "POST" else None, teams=teams(), initial=initial)
    made, status = saved(
        form,
        lambda: save_macro(
            draft=form.draft(),
            macro=found,
            seen_version=form.cleaned_data["version"] if found else None,
            by=user,
            at=request.at,
        ),
    )
    if made:
        messages.success(request, _("The macro is saved."), extra_tags=_draft_key(user, found))
        return see_other(reverse("desk:macro", args=[made.pk]))
    return render(request, "desk/macro.html", _context(form, found, user), status=status)


def _draft_key(user: User, found: Macro | None) -> str:
    return f"{user.pk}:macro-{found.pk if found else 'new'}"


def _context(form: MacroForm, found: Macro | None, user: User) -> dict[str, Any]:
    told: list[Event] = []
    if found:
        known = Event.objects.filter(subject_kind="macro", subject_id=found.pk).exclude(name="macro.used")
        told = list(known.order_by("-id")[:MOST_EVENTS])
    return {
        "form": form,
        "macro": found,
        "writes": may_write(user),
        "then": follow_words(found) if found else "",
        "variables": [{"name": f"{{{{{name}}}}}", "means": each.means} for name, each in VARIABLES.items()],
        "history": [{"at": each.at, "words": story.sentence(each)} for each in told],
        "draft_key": _draft_key(user, found),
    }


@posted_to_macro
def macro_switch(request: DeskRequest, pk: int) -> HttpResponse:
    """Offered, or not any more."""
    user, active = staff(request), request.POST.get("active") == "1"
    switch_macro(macro=_found(user, pk), active=active, by=user, at=request.at)
    messages.success(request, _("Offered again.") if active else _("Switched off: no composer offers it."))
    return see_other(reverse("desk:macro", args=[pk]))


@posted_to_ticket
def insert(request: DeskRequest, number: str) -> HttpResponse:
    """A macro's text or an article's address for a ticket: JSON for the composer's script, else the page with it behind what is typed."""
    user, ticket = found_ticket(request, number)
    pk, typed = request.POST.get("macro", "")[:18], request.POST.get("body", "")
    if pk.startswith("a"):
        return _insert_article(request, user, ticket, typed, pk.removeprefix("a"))
    scripted = _scripted(request)
    if not pk.isdecimal() and not scripted:
        return ticket_answer(request, user, ticket, shown=Shown(kept_body=typed))
    chosen = _found(user, int(pk) if pk.isdecimal() else 0)
    try:
        text = insert_macro(macro=chosen, ticket=ticket, by=user, at=request.at)
    except DomainError as refusal:
        sentence = " ".join(str(each) for each in (refusal.fields.values() or [refusal.sentence]))
        if scripted:
            return JsonResponse({"refused": sentence}, status=refusal.status)
        shown = Shown(kept_body=typed, macro_refused=sentence)
        return ticket_answer(request, user, ticket, shown=shown, status=refusal.status)
    if scripted:
        return JsonResponse({"text": text, "macro": chosen.pk, "then": follow_words(chosen)})
    return ticket_answer(request, user, ticket, shown=Shown(kept_body=_behind(typed, text), macro=chosen))


def _insert_article(request: DeskRequest, user: User, ticket: Ticket, typed: str, pk: str) -> HttpResponse:
    found = Article.objects.published().filter(pk=int(pk) if pk.isdecimal() else 0).first()
    if found is None:
        raise NotFound
    text = article_words(found, language=ticket.language)
    if _scripted(request):
        return JsonResponse({"text": text})
    return ticket_answer(request, user, ticket, shown=Shown(kept_body=_behind(typed, text)))


def _behind(typed: str, text: str) -> str:
    return f"{typed.rstrip()}\n\n{text}" if typed.strip() else text


def _scripted(request: DeskRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"
