"""What every request passes: its moment and zone, the second factor, and refusals turned into pages."""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_structlog.middlewares import RequestMiddleware

from accounts.models import Role, User
from accounts.services.staff import has_second_factor
from core import clock
from core.errors import DomainError
from tickets.topics import one_reading

GetResponse = Callable[[HttpRequest], HttpResponse]
_RESET_KEY = re.compile(r"(/password/reset/key/).+")


class RequestLogMiddleware(RequestMiddleware):
    """One line for each request, without what opens anything: no query, no key of a password reset."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path."""
        path = _RESET_KEY.sub(r"\1…", request.path)
        return f"{request.method} {path}"


class PrivateMiddleware:
    """What the desk and the API answer is kept by no browser and no proxy: the next person at this screen sees nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Unless the view has said more."""
        response = self.get_response(request)
        if request.path.startswith(("/desk/", "/api/v1/")) and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class MomentMiddleware:
    """Reads the clock once (`request.at`, UTC), the topics at most once; activates the zone: one's own for staff, else the operator's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The zone holds for this request only."""
        request.at = clock.now()  # type: ignore[attr-defined] # our own addition
        zone = request.user.zone if isinstance(request.user, User) else settings.OPERATOR["zone"]
        with timezone.override(ZoneInfo(zone)), one_reading():
            return self.get_response(request)


class SecondFactorMiddleware:
    """No staff page without a second factor: who has none yet is led to set one up. Programs have no pages at all."""

    FREE = ("/staff/", "/static/", "/i18n/", "/brand.css", "/favicon.ico")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Asked once for each session; taking a factor away ends the session (accounts.adapter)."""
        user = request.user
        if not isinstance(user, User) or request.path.startswith(self.FREE):
            return self.get_response(request)
        if request.path.startswith("/api/"):  # no page to be led to: api.permissions asks, and answers with a problem
            return self.get_response(request)
        if user.role == Role.PROGRAM:
            logout(request)  # a session would send the sign-in page back here for ever
            return redirect("account_login")
        if not request.session.get("second_factor"):
            if not has_second_factor(user):
                return redirect("mfa_activate_totp")
            request.session["second_factor"] = True
        return self.get_response(request)


class DomainErrorMiddleware:
    """A refusal from a verb that no view handled becomes a page with its sentence and status; htmx gets a toast."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do unless a view raises."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only refusals; faults go their usual way."""
        if not isinstance(exception, DomainError):
            return None
        fragment = bool(getattr(request, "htmx", False))
        template = "components/_refusal.html" if fragment else "refusal.html"
        response = render(request, template, {"error": exception}, status=exception.status)
        if fragment:
            response["HX-Retarget"] = "#toasts"
            response["HX-Reswap"] = "beforeend"
        return response
