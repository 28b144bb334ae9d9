"""What is ours, the box "is this really us?", and reporting a fake."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from channels.directory.document import document
from channels.directory.limits import limit_checks
from channels.directory.matching import check
from channels.directory.services import Report, published_keys, report_fake, sign
from channels.selectors import directory
from core.errors import DomainError
from core.files.field import refuse_stopped
from core.refusals import add_refusal
from portal.codes import code_row
from portal.forms.official import AskForm, ReportForm
from portal.official import answer_rows, directory_groups
from portal.views.pages import address_of, see_other
from portal.visits import moment_of
from tickets.models import Ticket

_REPORTED = "reported"
_FOR_ALL = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
# The field of the form that a fault of the verb belongs to.
_PLACES = {"email": "contact", "phone": "contact", "way": "met"}


# Nothing is changed by asking, and the badge asks from inside other sites, where no cookie goes along.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def official(request: HttpRequest) -> HttpResponse:
    """The directory; with something pasted, the answer above it. What was pasted is in no address and is kept nowhere."""
    at = moment_of(request)
    form = AskForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "answers": []}
    status = 200
    if form.is_valid():
        try:
            limit_checks(address_of(request), at=at)
            pasted = form.cleaned_data["pasted"]
            code = code_row(pasted, at)
            context["answers"] = [code] if code else answer_rows(check(pasted), at)
        except DomainError as refusal:
            form.add_error("pasted", str(refusal.sentence))
            status = refusal.status
    elif form.is_bound:
        status = 422
    return render(
        request, "portal/official.html", context | {"groups": directory_groups(directory(at), at)}, status=status
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """A fake becomes a ticket. Sent from an answer it comes with what was pasted, and only asks for the rest."""
    begun = request.method == "POST" and "key" in request.POST
    if not begun:
        pasted = request.POST.get("pasted", "")[:400]
        return render(request, "portal/official_report.html", {"form": ReportForm(initial={"pasted": pasted})})
    form = ReportForm(request.POST, request.FILES)
    refuse_stopped(form, request)
    status = 422
    if form.is_valid():
        try:
            ticket = report_fake(report=_typed(form), address=address_of(request), at=moment_of(request))
        except DomainError as refusal:
            fields = {_PLACES.get(name, name): told for name, told in refusal.fields.items()}
            add_refusal(form, DomainError(refusal.sentence, fields=fields))
            status = refusal.status
        else:
            request.session[_REPORTED] = ticket.pk
            return see_other("portal:official_reported")
    return render(request, "portal/official_report.html", {"form": form}, status=status)


def _typed(form: ReportForm) -> Report:
    typed = form.cleaned_data | {"key": str(form.cleaned_data["key"])}
    return Report(**typed, language=get_language() or settings.LANGUAGE_CODE)


@never_cache
@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """The number of the report, for who has just sent it."""
    ticket = Ticket.objects.filter(pk=request.session.get(_REPORTED, 0)).first()
    if ticket is None:
        return see_other("portal:official")
    return render(request, "portal/official_reported.html", {"ticket": ticket})


@require_safe
def signed(request: HttpRequest) -> HttpResponse:
    """The directory with its signature: a compact JWS, for who keeps or passes on a copy."""
    at = moment_of(request)
    content = sign(document(at), at=at)
    return HttpResponse(content, content_type="application/jose", headers=_FOR_ALL)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public halves of the keys that sign, as a JWK set."""
    return JsonResponse({"keys": published_keys(at=moment_of(request))}, headers=_FOR_ALL)


@xframe_options_exempt
@require_safe
def badge(request: HttpRequest) -> HttpResponseBase:
    """The box as a small frame for the operator's own sites (OFFICIAL_BADGE_ORIGINS). The answer opens on our own page."""
    framed = csp_replace({"frame-ancestors": [SELF, *settings.OFFICIAL_BADGE_ORIGINS]})
    return framed(_badge)(request)


def _badge(request: HttpRequest) -> HttpResponse:
    response = render(request, "portal/official_badge.html", {"form": AskForm()})
    response["Cache-Control"] = "public, max-age=300"
    return response
