"""Pages that belong to no surface: the operator's colour, health, refusals of Django's own."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django_prometheus import exports

from api.problems import server_fault
from core import clock
from core.errors import DomainError, NotFound
from outbox.selectors import outbox_health
from sla.services.health import sla_health


@require_safe
@cache_control(public=True, max_age=3600)
def brand_css(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The operator's hue and chroma as a stylesheet: the security policy allows no style attributes."""
    hue, chroma = settings.OPERATOR["brand_hue"], settings.OPERATOR["brand_chroma"]
    return HttpResponse(f":root{{--fl-brand-h:{hue:g};--fl-brand-c:{chroma:g}}}\n", content_type="text/css")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Where browsers look when what they show names no icon: plain text, JSON, a calendar file."""
    return redirect(static("img/favicon.svg"))


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The process is alive."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Database and outbox. The broker is told but does not make us unready: without it only notifications wait."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = outbox_health(at=clock.now())
    except DatabaseError:
        return JsonResponse({"ready": False, "database": "away"}, status=503)
    return JsonResponse({"ready": True, "database": "ok", "outbox": waiting})


@require_safe
def healthz_sla(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Whether the promises are watched: 503 above 120 s of lag, 90 s without a tick, with a held timer or an engaged guard."""
    health = sla_health(at=clock.now())
    body = {
        "lag_seconds": health.lag.total_seconds(),
        "seconds_since_tick": None if health.silence is None else health.silence.total_seconds(),
        "held_timers": health.held,
        "canary_late_seconds": health.canary.total_seconds(),
        "guards_engaged": health.guards,
        "tickets_without_timer": health.bare,
    }
    return JsonResponse(body, status=503 if health.red else 200)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus. With METRICS_TOKEN as a bearer token; without one set, from this machine only."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    local = (
        not token
        and request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
        and "X-Forwarded-For" not in request.headers
    )
    if not local and not (token and constant_time_compare(given, token)):
        return HttpResponseForbidden("metrics need a token\n", content_type="text/plain")
    response: HttpResponse = exports.ExportToDjangoView(request)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The form is too old or the session ended. What was typed is kept in the browser (drafts.js)."""
    error = DomainError(
        _("This page was open for too long. Go back, reload it and send again: what you typed is kept.")
    )
    return render(request, "refusal.html", {"error": error}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read; more than DATA_UPLOAD_MAX_MEMORY_SIZE of text is the one that people meet."""
    if not isinstance(exception, RequestDataTooBig):
        return render(request, "refusal.html", {"error": DomainError()}, status=400)
    error = DomainError(
        _(
            "That is too much text for one message; at most 20,000 characters. Go back and shorten it: what you typed is kept."
        )
    )
    return render(request, "refusal.html", {"error": error}, status=413)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The same sentence whether it never was or is not yours."""
    return render(request, "refusal.html", {"error": NotFound()}, status=404)


@require_safe
def not_here(request: HttpRequest) -> HttpResponse:
    """A page of a library that this desk does not offer."""
    return page_not_found(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault."""
    if request.path.startswith("/api/"):
        return server_fault(request)
    error = DomainError(_("Something went wrong on our side. Nothing was saved twice; please try again."))
    return render(request, "refusal.html", {"error": error}, status=500)
