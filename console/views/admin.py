"""Being written."""

from django.http import HttpRequest, HttpResponse

from core.errors import NotFound


def staff(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Soon."""
    raise NotFound


def staff_active(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Soon."""
    raise NotFound


def operation(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Soon."""
    raise NotFound


def send_again(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Soon."""
    raise NotFound
