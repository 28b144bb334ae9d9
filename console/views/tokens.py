"""Tokens for the API: one's own, and for administrators those of programs."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.models import Scope
from accounts.services.tokens import create_token, owners_within, revoke_token, scopes_of, tokens_visible_to
from console.access import DeskRequest, posted_to_tokens, signed_in, staff
from console.forms.tokens import TokenForm
from console.staff_story import listed
from console.views.answers import see_other
from core.errors import DomainError
from core.refusals import add_refusal


@signed_in
@never_cache
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: DeskRequest) -> HttpResponse:
    """Those that still open something, and a form for a new one. The token stands in the answer once and nowhere else."""
    user = staff(request)
    if request.method != "POST":
        return _page(request, _form(request))
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        _event, secret = create_token(**form.facts(), by=user, at=request.at)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return _page(request, form, status=refusal.status)
    return _page(request, _form(request), made={"owner": form.facts()["owner"], "token": secret})


def _form(request: DeskRequest, data: Any = None) -> TokenForm:
    user = staff(request)
    owners = owners_within(user).filter(is_active=True).order_by("role", "agent_number")
    # Programs first for who looks after them: their tokens are what this page is opened for.
    return TokenForm(data, owners=sorted(owners, key=lambda each: each.pk == user.pk))


def _page(
    request: DeskRequest, form: TokenForm, *, made: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    rows = [
        {
            "token": each,
            "scopes": listed([str(Scope(one).label) for one in Scope.values if one in scopes_of(each)]),
            "used_at": each.grant.used_at if hasattr(each, "grant") else None,
        }
        for each in tokens_visible_to(staff(request), at=request.at)
    ]
    return render(request, "desk/tokens.html", {"rows": rows, "form": form, "made": made}, status=status)


@posted_to_tokens
def revoke(request: DeskRequest) -> HttpResponse:
    """End one now."""
    revoke_token(token_key=request.POST.get("token", "")[:20], by=staff(request), at=request.at)
    messages.success(request, _("The token is revoked. Whatever used it is refused from now on."))
    return see_other(reverse("desk:tokens"))
