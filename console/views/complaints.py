"""Being written."""

from django.http import HttpRequest, HttpResponse

from core.errors import NotFound


def breaches(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Soon."""
    raise NotFound


def register(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Soon."""
    raise NotFound


def complaint(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Soon."""
    raise NotFound


def handler(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Soon."""
    raise NotFound


def decide(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Soon."""
    raise NotFound
