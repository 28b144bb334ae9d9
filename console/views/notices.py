"""Being written."""

from django.http import HttpRequest, HttpResponse

from core.errors import NotFound


def notices(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Soon."""
    raise NotFound
