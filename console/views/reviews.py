"""The review of missed promises: the list, one case, its verbs. Agents find nothing here."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.selectors import colleagues
from console import review_list
from console.access import DeskRequest, posted_to_review, signed_in, staff
from console.forms.reviews import DecideForm, DisputeForm, ReturnForm, ReviewForm, SignForm
from console.paging import by_moment
from console.review_page import Answer, context, read_review, side, tally_words
from console.review_rows import review_row
from console.views.answers import see_other
from core.errors import Conflict, InvalidInput, NotFound
from core.refusals import add_refusal
from sla.models import BreachReview
from sla.reviews.permissions import READERS, require_reviewer, reviews_visible_to
from sla.reviews.selectors import causes_offered, finished, for_rows, tally, unfinished
from sla.services.reviews import (
    dispute_clock,
    finish_action,
    grant_dispute,
    return_review,
    save_review,
    send_review,
    sign_review,
    uphold_clock,
)
from tickets.services import record_view

Verb = Callable[[Form], object]


@signed_in
@require_safe
def reviews(request: DeskRequest) -> HttpResponse:
    """Cases to act on, the oldest first; finished ones, the newest first; or those that a figure or a pattern counts."""
    user, at, after = _reader(request), request.at, request.GET.get("after", "")
    narrowing = review_list.narrowing(request.GET)
    if narrowing.asked:
        page = by_moment(for_rows(narrowing.of(reviews_visible_to(user))), "opened_at", after, newest_first=True)
    elif request.GET.get("show") == "finished":
        page = by_moment(for_rows(finished(user)), "closed_at", after, newest_first=True)
    else:
        page = by_moment(for_rows(unfinished(user)), "opened_at", after)
    words = review_list.words(request.GET, narrowing, user)
    rows = [review_row(each, at=at) for each in page.rows]
    beside = side(user, current=None, at=at) | {"tally": tally_words(tally(at=at))}
    return render(request, "desk/reviews.html", beside | words | {"rows": rows, "page": page})


@signed_in
@require_safe
def review(request: DeskRequest, pk: int) -> HttpResponse:
    """One case: how the promise ran, who held it, and the form."""
    return _page(request, pk)


def _reader(request: DeskRequest) -> User:
    user = staff(request)
    if user.role not in READERS:
        raise NotFound
    return user


def _page(request: DeskRequest, pk: int, *, answer: Answer | None = None, status: int = 200) -> HttpResponse:
    user, at = _reader(request), request.at
    facts = read_review(user, pk, at=at)
    # Here the ticket's story is read, too.
    record_view(ticket=facts.review.breach.ticket, known=facts.events, by=user, at=at)
    return render(request, "desk/review.html", context(facts, user, at=at, answer=answer), status=status)


def _found(request: DeskRequest, pk: int) -> tuple[User, BreachReview]:
    user = require_reviewer(_reader(request))
    review = reviews_visible_to(user).filter(pk=pk).select_related("breach").first()
    if review is None:
        raise NotFound
    return user, review


def _act(request: DeskRequest, pk: int, form: Form, verb: Verb, *, name: str, done: Promise) -> HttpResponse:
    """What was typed, done: back to the page with a word; refused: the page with the reason and what was typed."""
    status = 422
    if form.is_valid():
        try:
            verb(form)
        except (InvalidInput, Conflict) as refusal:
            add_refusal(form, refusal)
            status = refusal.status
            if isinstance(refusal, Conflict):
                _renew(form, pk)
        else:
            messages.success(request, str(done), extra_tags=f"clear={staff(request).pk}:review-{pk}")
            return see_other(reverse("desk:review", args=[pk]))
    return _page(request, pk, answer=Answer(forms={name: form}), status=status)


def _renew(form: Form, pk: int) -> None:
    """Who has seen on the page what is new can send again what they typed."""
    found = BreachReview.objects.filter(pk=pk).values_list("version", flat=True)
    form.data = {**form.data.dict(), "version": found[0]}  # type: ignore[attr-defined] # a QueryDict


def _write(request: DeskRequest, pk: int, verb: Callable[..., BreachReview], done: Promise) -> HttpResponse:
    user, found = _found(request, pk)
    causes, people = causes_offered(found), colleagues(user)
    form = ReviewForm(request.POST, review=found, causes=causes, people=people, told_at=None)
    return _act(
        request,
        pk,
        form,
        lambda typed: verb(
            review=found,
            draft=form.draft(),
            by=user,
            at=request.at,
            seen_version=typed.cleaned_data["version"],
        ),
        name="write",
        done=done,
    )


@posted_to_review
def save(request: DeskRequest, pk: int) -> HttpResponse:
    """Keep the draft."""
    return _write(request, pk, save_review, _("Saved."))


@posted_to_review
def send(request: DeskRequest, pk: int) -> HttpResponse:
    """Keep it and ask for the signature."""
    return _write(request, pk, send_review, _("Sent for sign-off. Another supervisor hears of it now."))


@posted_to_review
def sign(request: DeskRequest, pk: int) -> HttpResponse:
    """Close the case."""
    user, found = _found(request, pk)

    def verb(form: Form) -> object:
        return sign_review(review=found, by=user, at=request.at, seen_version=form.cleaned_data["version"])

    form = SignForm(request.POST, review=found)
    return _act(request, pk, form, verb, name="sign", done=_("Signed. The case is closed."))


@posted_to_review
def send_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Not signed: what is missing."""
    user, found = _found(request, pk)

    def verb(form: Form) -> object:
        typed = form.cleaned_data
        return return_review(
            review=found, remark=typed["remark"], by=user, at=request.at, seen_version=typed["version"]
        )

    return _act(request, pk, ReturnForm(request.POST, review=found), verb, name="return", done=_("Sent back."))


@posted_to_review
def dispute(request: DeskRequest, pk: int) -> HttpResponse:
    """The clock was wrong, somebody says."""
    user, found = _found(request, pk)

    def verb(form: Form) -> object:
        typed = form.cleaned_data
        return dispute_clock(
            review=found, reason=typed["reason"], by=user, at=request.at, seen_version=typed["version"]
        )

    done = _("Disputed. Another supervisor hears of it now and decides.")
    return _act(request, pk, DisputeForm(request.POST, review=found), verb, name="dispute", done=done)


def _decide(request: DeskRequest, pk: int, decide: Callable[..., BreachReview], done: Promise) -> HttpResponse:
    user, found = _found(request, pk)

    def verb(form: Form) -> object:
        typed = form.cleaned_data
        return decide(review=found, decision=typed["decision"], by=user, at=request.at, seen_version=typed["version"])

    return _act(request, pk, DecideForm(request.POST, review=found), verb, name="decide", done=done)


@posted_to_review
def uphold(request: DeskRequest, pk: int) -> HttpResponse:
    """The clock was right."""
    return _decide(request, pk, uphold_clock, _("Decided: the breach stands, the review goes on."))


@posted_to_review
def grant(request: DeskRequest, pk: int) -> HttpResponse:
    """The clock was at fault."""
    return _decide(request, pk, grant_dispute, _("Decided: a fault of the clock. It counts against nobody."))


@posted_to_review
def done(request: DeskRequest, pk: int) -> HttpResponse:
    """The corrective action is done, a supervisor says."""
    user, found = _found(request, pk)
    finish_action(review=found, by=user, at=request.at)
    messages.success(request, str(_("The action is marked as done.")))
    return see_other(reverse("desk:review", args=[pk]))
