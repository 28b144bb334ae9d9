"""The help centre: the articles by category, searching them, one of them, and what a reader says of it."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import numbers
from core.errors import InvalidInput
from incidents.models import Incident
from incidents.selectors import fitting
from knowledge.articles.models import Article
from knowledge.articles.services import rate_article
from portal.forms.help import HelpForm
from portal.views.home import ICONS
from portal.views.pages import address_of
from portal.visits import moment_of
from tickets.categories import Category

_SAID = {"1": True, "0": False}
MOST_ALIKE = 4


# Nothing is changed by asking; what somebody types is in no address.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def help_centre(request: HttpRequest) -> HttpResponse:
    """All articles by category; with words, those that answer to them, the best first."""
    form = HelpForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"help_form": form, "incidents": list(Incident.objects.running())}
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        context["help_form"] = HelpForm(initial={"words": words})  # as it may be shown again
        context |= {"asked": words, "found": list(Article.objects.matching(words)), "is_number": _is_number(words)}
    else:
        context["shelves"] = _shelves()
    return render(request, "portal/help_centre.html", context, status=422 if form.is_bound and form.errors else 200)


def _is_number(words: str) -> bool:
    try:
        return bool(numbers.parse(words))
    except InvalidInput:
        return False


def _shelves() -> list[dict[str, Any]]:
    shown = Article.objects.published().titles()
    by_category = {category: list(articles) for category, articles in groupby(shown, key=lambda each: each.category)}
    return [
        {"label": category.label, "icon": ICONS[category], "articles": by_category[category]}
        for category in Category
        if category in by_category
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, what runs now about its matter, and where to go on. Posted: whether it helped."""
    shown = get_object_or_404(Article.objects.published(), pk=pk)
    said = request.POST.get("helped", "") if request.method == "POST" else ""
    if said in _SAID:
        rate_article(article=shown, helped=_SAID[said], place=address_of(request), at=moment_of(request))
    context = {
        "article": shown,
        "icon": ICONS[Category(shown.category)],
        "rated": _SAID.get(said),
        "alike": list(Article.objects.about(shown.category, shown.topic).exclude(pk=pk)[:MOST_ALIKE]),
        "incidents": fitting(list(Incident.objects.running()), category=shown.category),
    }
    return render(request, "portal/article.html", context)
