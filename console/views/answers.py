"""How a form that was accepted is answered."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpResponse, HttpResponseRedirect

from core.errors import DomainError
from core.refusals import add_refusal

Made = TypeVar("Made")


class SeeOther(HttpResponseRedirect):
    """To the page that shows what was done: 303, so that reloading it sends nothing again (RFC 9110, 15.4.4)."""

    status_code = 303


def see_other(address: str) -> HttpResponse:
    """The redirect after a POST."""
    return SeeOther(address)


def saved(form: forms.Form, save: Callable[[], Made]) -> tuple[Made | None, int]:
    """What `save` made of a form that holds, with the status of the answer: a form that does not, or is refused, says why itself."""
    if not form.is_bound:
        return None, 200
    if not form.is_valid():
        return None, 422
    try:
        return save(), 200
    except DomainError as refusal:
        add_refusal(form, refusal)
        return None, refusal.status
