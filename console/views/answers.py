"""How a form that was accepted is answered."""

from django.http import HttpResponse, HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """To the page that shows what was done: 303, so that reloading it sends nothing again (RFC 9110, 15.4.4)."""

    status_code = 303


def see_other(address: str) -> HttpResponse:
    """The redirect after a POST."""
    return SeeOther(address)
