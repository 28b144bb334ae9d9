"""Articles of the help centre at the desk: the list, one of them, and taking one from the public."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from console import story
from console.access import DeskRequest, posted_to_article, signed_in, staff
from console.forms.articles import ArticleForm
from console.paging import by_moment
from console.views.answers import saved, see_other
from core.errors import NotFound
from knowledge.articles.models import Article
from knowledge.articles.services import save_article, switch_article
from knowledge.policies import may_write, require_writer
from outbox.models import Event
from tickets.topics import in_force

MOST_EVENTS = 30


@signed_in
@require_safe
def articles(request: DeskRequest) -> HttpResponse:
    """All of them, the last changed first."""
    user, topics = staff(request), in_force()
    page = by_moment(
        Article.objects.visible_to(user).titles(), "changed_at", request.GET.get("after", ""), newest_first=True
    )
    rows = [{"article": each, "topic": topics[each.topic].label if each.topic in topics else ""} for each in page.rows]
    return render(request, "desk/articles.html", {"rows": rows, "page": page, "writes": may_write(user)})


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def article_new(request: DeskRequest) -> HttpResponse:
    """A new one."""
    require_writer(staff(request))
    return _written(request, None)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: DeskRequest, pk: int) -> HttpResponse:
    """What it says, for who writes them with its form; how it came to be."""
    user = staff(request)
    found = _found(user, pk)
    if request.method == "POST":
        require_writer(user)
    return _written(request, found)


def _found(user: User, pk: int) -> Article:
    found = Article.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _written(request: DeskRequest, found: Article | None) -> HttpResponse:
    user = staff(request)
    form = ArticleForm(
        request.POST if request.method == "POST" else None,
        keep=found.topic if found else "",
        initial=ArticleForm.shown(found) if found else {},
    )
    made, status = saved(
        form,
        lambda: save_article(
            draft=form.draft(),
            article=found,
            seen_version=form.cleaned_data["version"] if found else None,
            by=user,
            at=request.at,
        ),
    )
    if made:
        words = _("The article is saved.") if not made.published else _("The article is saved: the public reads it.")
        messages.success(request, words, extra_tags=_draft_key(user, found))
        return see_other(reverse("desk:article", args=[made.pk]))
    return render(request, "desk/article.html", _context(form, found, user), status=status)


def _draft_key(user: User, found: Article | None) -> str:
    return f"{user.pk}:article-{found.pk if found else 'new'}"


def _context(form: ArticleForm, found: Article | None, user: User) -> dict[str, Any]:
    told: list[Event] = []
    if found:
        told = list(Event.objects.filter(subject_kind="article", subject_id=found.pk).order_by("-id")[:MOST_EVENTS])
    return {
        "form": form,
        "article": found,
        "writes": may_write(user),
        "history": [{"at": each.at, "words": story.sentence(each)} for each in told],
        "draft_key": _draft_key(user, found),
    }


@posted_to_article
def article_switch(request: DeskRequest, pk: int) -> HttpResponse:
    """The public reads it, or does not any more."""
    user, published = staff(request), request.POST.get("published") == "1"
    switch_article(article=_found(user, pk), published=published, by=user, at=request.at)
    messages.success(request, _("Published again.") if published else _("Taken from the public."))
    return see_other(reverse("desk:article", args=[pk]))
